package Smokeping::probes::PathGauge;

use strict;
use warnings;
use base qw(Smokeping::probes::basefork);

# Columns of PATHGAUGE-MIB.
my $PROBES     = '1.3.6.1.4.1.32473.1.1.2';
my $NAME       = "$PROBES.1.1.2";
my $SENT       = "$PROBES.2.1.5";
my $LOSS_RATIO = "$PROBES.2.1.12";
my $RTT_MIN    = "$PROBES.2.1.15";
my $RTT_MAX    = "$PROBES.2.1.16";
my $COUNT      = "$PROBES.3.1.5";
my $RTT        = 1;                            # pathGaugeHistogramKind

# What stands for "nothing is known", which is neither a delay nor a loss.
my $UNKNOWN = 'U';

sub pod_hash {
    return {
        name        => "Smokeping::probes::PathGauge - reads what a PathGauge agent measures\n",
        description => <<'DOC',
Sends nothing on the path: it reads, over SNMP, the newest complete window of a probe that a PathGauge agent runs
anyway, and makes as many round-trip times of its histogram as SmokePing wants, evenly spread over the distribution.
Losses are in proportion. When the agent does not answer, or has no window yet, the values are unknown; they are not lost.

SNMP is spoken by net-snmp's tools, so version 3 with privacy works. Their options are in a file snmp.conf in the directory
that snmpconf names, and not on a command line that others can read.
DOC
        authors => "The PathGauge project\n",
    };
}

sub ProbeDesc {
    my $self = shift;
    return "PathGauge's windows of $self->{properties}{window} s";
}

sub probevars {
    my $class = shift;
    return $class->_makevars(
        $class->SUPER::probevars,
        {
            _mandatory => ['snmpconf'],
            snmpconf   => {
                _doc     => 'Directory of the snmp.conf that says how to ask the agents.',
                _example => '/etc/smokeping/pathgauge',
                _sub     => sub {
                    return undef if $ENV{SERVER_SOFTWARE};    # pictures need none, and must not read it
                    return -r "$_[0]/snmp.conf" ? undef : "ERROR: there is no readable $_[0]/snmp.conf";
                },
            },
            window => {
                _doc     => 'Which window to read, in seconds: 10, 60, 300 or 900. The step of the database is a good choice.',
                _re      => '(10|60|300|900)',
                _default => 300,
                _example => 60,
            },
        }
    );
}

sub targetvars {
    my $class = shift;
    return $class->_makevars(
        $class->SUPER::targetvars,
        {
            _mandatory => [ 'agent', 'pathgauge' ],
            agent      => {
                _doc     => "Where the agent answers SNMP, as net-snmp writes it.",
                _example => 'udp:192.0.2.10:161',
            },
            pathgauge => {
                _doc     => "The probe's name in the agent's configuration.",
                _example => 'london',
            },
        }
    );
}

# The values of an SNMP request of net-snmp: identifier => value. Of a walk, those below the identifier. None of an answer that
# broke off: half a histogram would look like another distribution.
sub ask {
    my ( $self, $tool, $agent, @oids ) = @_;
    local $ENV{SNMPCONFPATH} = $self->{properties}{snmpconf};
    local $ENV{MIBS}         = '';
    open( my $answer, '-|', $tool, '-Onqe', $agent, @oids ) or return {};
    my %values;
    while (<$answer>) {
        next unless /^\.([0-9.]+) (.*)$/ and $2 !~ /^No (Such|more)/;
        my ( $oid, $value ) = ( $1, $2 );
        $value =~ s/^"(.*)"$/$1/;
        $values{$oid} = $value;
    }
    close $answer or return {};
    return \%values;
}

# Where a bucket of the histogram begins, in seconds (pathGaugeHistogramEntry).
sub lower_bound {
    my $bucket = shift;
    return 0 if $bucket == 0;
    return 2**( 10 + int( ( $bucket - 1 ) / 8 ) ) * ( 1 + ( $bucket - 1 ) % 8 / 8 ) * 1e-9;
}

# So many values of a histogram (bucket => count), evenly spread over what it counts, rising; none beyond lowest and highest.
sub spread {
    my ( $wanted, $histogram, $lowest, $highest ) = @_;
    my @buckets = sort { $a <=> $b } keys %$histogram;
    my $total   = 0;
    $total += $_ for values %$histogram;
    my ( $below, @values ) = (0);
    for my $bucket (@buckets) {
        my ( $from, $to ) = ( lower_bound($bucket), lower_bound( $bucket + 1 ) );
        $from = $lowest  if $from < $lowest;
        $to   = $highest if $to > $highest;
        my $count = $histogram->{$bucket};
        while ( @values < $wanted and ( my $rank = ( @values + 0.5 ) * $total / $wanted ) <= $below + $count ) {
            push @values, $from + ( $to - $from ) * ( $rank - $below ) / $count;
        }
        $below += $count;
    }
    return @values;
}

sub pingone {
    my ( $self, $target ) = @_;
    my ( $agent, $name, $window ) = ( @{ $target->{vars} }{qw(agent pathgauge)}, $self->{properties}{window} );
    my $names = $self->ask( 'snmpbulkwalk', $agent, $NAME );
    my ($row) = map { /\.(\d+)$/ } grep { $names->{$_} eq $name } keys %$names;
    unless ($row) {
        $self->do_log( %$names ? "$agent has no probe $name" : "$agent does not answer; see $self->{properties}{snmpconf}/snmp.conf" );
        return $UNKNOWN;
    }
    my $place  = "$row.$window";
    my $totals = $self->ask( 'snmpget', $agent, map { "$_.$place" } $SENT, $LOSS_RATIO, $RTT_MIN, $RTT_MAX );
    return $UNKNOWN unless $totals->{"$SENT.$place"} and defined $totals->{"$LOSS_RATIO.$place"};

    # A single loss, and a single reply, must show.
    my ( $pings, $ratio ) = ( $self->pings($target), $totals->{"$LOSS_RATIO.$place"} / 1e6 );
    my $lost = int( $pings * $ratio + 0.5 );
    $lost = 1          if $ratio > 0 and $lost == 0;
    $lost = $pings - 1 if $ratio < 1 and $lost == $pings;
    return () if $lost == $pings;

    my $rows = $self->ask( 'snmpbulkwalk', $agent, "$COUNT.$place.$RTT" );
    my %histogram = map { /\.(\d+)$/ ? ( $1 => $rows->{$_} ) : () } keys %$rows;
    return $UNKNOWN unless %histogram and defined $totals->{"$RTT_MAX.$place"};
    my @values = spread( $pings - $lost, \%histogram, map { $totals->{"$_.$place"} * 1e-7 } $RTT_MIN, $RTT_MAX );
    return map { sprintf '%.10e', $_ } @values;
}

sub rrdupdate_string {
    my ( $self, $tree ) = @_;
    my $times = $self->{rtts}{$tree};
    return $self->SUPER::rrdupdate_string($tree) if defined $times and ( $times->[0] // '' ) ne $UNKNOWN;
    return join ':', ('U') x ( $self->_pings($tree) + 3 );
}

1;
