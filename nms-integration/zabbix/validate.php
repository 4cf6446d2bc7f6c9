<?php
// Has the import validator and the parsers of a Zabbix frontend read a template, without a server: validate.php FRONTEND TEMPLATE.
// Prints how many items, expressions and keys it understood; exit status 1, with a line for each fault, if not all.

error_reporting(E_ALL & ~E_DEPRECATED & ~E_NOTICE);
[, $frontend, $file] = $argv;
chdir($frontend);
$classes = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator('include/classes', FilesystemIterator::SKIP_DOTS)) as $entry) {
	$classes[strtolower($entry->getBasename('.php'))] = $entry->getPathname();
}
spl_autoload_register(function (string $name) use ($classes): void {
	$known = $classes[strtolower($name)] ?? null;
	if ($known !== null) {
		require_once $known;
	}
});
require_once 'include/gettextwrapper.inc.php';
require_once 'include/defines.inc.php';
require_once 'include/func.inc.php';
require_once 'vendor/autoload.php';

$data = CImportReaderFactory::getReader('yaml')->read(file_get_contents($file));
try {
	$data = (new CXmlValidator(new CImportValidatorFactory('yaml'), 'yaml'))->setStrict(true)->validate($data, '/');
}
catch (Exception $fault) {
	fwrite(STDERR, $fault->getMessage()."\n");
	exit(1);
}

$faults = [];
$read = ['items' => 0, 'expressions' => 0, 'keys' => 0];

function parsed(CParser $parser, string $text): bool {
	return $parser->parse($text) === CParser::PARSE_SUCCESS;
}

$walk = function (array $part, string $path) use (&$walk, &$faults, &$read): void {
	foreach ($part as $name => $value) {
		$here = "$path/$name";
		if (is_array($value)) {
			$read['items'] += in_array($name, ['items', 'item_prototypes'], true) ? count($value) : 0;
			$walk($value, $here);
		}
		elseif (in_array($name, ['expression', 'recovery_expression'], true) && strpos($path, 'trigger') !== false && $value !== '') {
			$read['expressions']++;
			$parser = new CExpressionParser(['usermacros' => true, 'lldmacros' => true]);
			$functions = new CExpressionValidator(['usermacros' => true, 'lldmacros' => true]);
			if (!parsed($parser, $value)) {
				$faults[] = "$here: ".$parser->getError();
			}
			elseif (!$functions->validate($parser->getResult()->getTokens())) {
				$faults[] = "$here: ".$functions->getError();
			}
		}
		elseif ($name === 'key' && preg_match('#/(items|item_prototypes|discovery_rules)/[^/]*$#', $path)) {
			$read['keys']++;
			if (!parsed(new CItemKey(), $value)) {
				$faults[] = "$here: no key of an item: $value";
			}
		}
	}
};
$walk($data, '');
foreach ($faults as $fault) {
	fwrite(STDERR, "$fault\n");
}
echo json_encode(['version' => $data['zabbix_export']['version']] + $read), "\n";
exit($faults ? 1 : 0);
