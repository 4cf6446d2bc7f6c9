package org.pathgauge.netconf;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.Empty;
import org.pathgauge.config.ConfigListener;
import org.pathgauge.config.Editor;
import org.pathgauge.config.YangModels;
import org.pathgauge.netconf.SessionEvents.Who;

/** The notifications netconf-config-change and netconf-confirmed-commit (RFC 6470 section 2.2). */
final class ConfigEvents implements ConfigListener {
    static final Name CHANGE = new Name(Ns.BASE_EVENTS, "netconf-config-change");
    static final Name CONFIRMED = new Name(Ns.BASE_EVENTS, "netconf-confirmed-commit");

    private record Change(Optional<Who> by, List<ConfigEdits.Edit> edits) {}

    private record Confirmed(Optional<Who> by, Confirmation what) {}

    private static final Shape<Optional<Who>> CHANGED_BY = Shape.<Optional<Who>>in(Ns.BASE_EVENTS)
            .leaf("server", w -> w.isPresent() ? Optional.empty() : Empty.value())
            .leaf("username", w -> w.map(Who::user))
            .leaf("session-id", w -> w.map(Who::session))
            .leaf("source-host", w -> w.flatMap(Who::host));

    private static final Shape<ConfigEdits.Edit> EDIT = Shape.<ConfigEdits.Edit>in(Ns.BASE_EVENTS)
            .leaf("target", ConfigEdits.Edit::target)
            .leaf("operation", e -> e.operation().name().toLowerCase(Locale.ROOT));

    private static final Shape<Change> CHANGED = Shape.<Change>in(Ns.BASE_EVENTS)
            .container("changed-by", CHANGED_BY, Change::by)
            .leaf("datastore", c -> "running")
            .list("edit", List.of(), EDIT, Change::edits);

    private static final Shape<Confirmed> CONFIRMATION = Shape.<Confirmed>in(Ns.BASE_EVENTS)
            .leaf("username", c -> c.by().map(Who::user))
            .leaf("session-id", c -> c.by().map(Who::session))
            .leaf("source-host", c -> c.by().flatMap(Who::host))
            .leaf("confirm-event", c -> c.what().event().name().toLowerCase(Locale.ROOT))
            .leaf("timeout", c -> c.what().timeout().map(t -> t.toSeconds()));

    private final YangModels models;
    private final Sessions sessions;

    ConfigEvents(YangModels models, Sessions sessions) {
        this.models = models;
        this.sessions = sessions;
    }

    @Override
    public void committed(Commit commit) {
        sessions.changed(false);
        Optional<Who> by = who(commit.by());
        List<ConfigEdits.Edit> edits = new ConfigEdits(models).between(commit.treeBefore(), commit.treeAfter());
        if (!edits.isEmpty()) {
            sessions.events()
                    .publish(
                            commit.time(),
                            CHANGE,
                            reader -> CHANGED.bind(CHANGE, new Change(by, readable(edits, reader))));
        }
    }

    /** A path may tell a secret: that there is a node, and the value of a key. */
    private static List<ConfigEdits.Edit> readable(List<ConfigEdits.Edit> edits, NacmAccess reader) {
        return edits.stream().filter(e -> e.readableBy(reader)).toList();
    }

    @Override
    public void confirmed(Confirmation confirmation) {
        Optional<Who> by = confirmation.by().flatMap(this::who);
        Node.Branch told = CONFIRMATION.bind(CONFIRMED, new Confirmed(by, confirmation));
        sessions.events().publish(CONFIRMED, reader -> told);
    }

    /** The user behind an editor such as {@code netconf:alice}; the file and the agent itself have none. */
    private Optional<Who> who(Editor editor) {
        int colon = editor.name().indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        Optional<String> host =
                sessions.established(editor.session()).map(s -> s.peer().host());
        return Optional.of(new Who(editor.name().substring(colon + 1), editor.session(), host));
    }
}
