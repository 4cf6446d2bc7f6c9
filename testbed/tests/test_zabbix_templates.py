"""The templates for Zabbix are what their source says, and whole in themselves."""

import pathlib
import re
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "nms-integration" / "zabbix"
sys.path.insert(0, str(FOLDER))

import content  # noqa: E402
import templates  # noqa: E402
from export import Export70  # noqa: E402
from pgtest.mibtext import MibText  # noqa: E402


class TemplatesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mib = MibText()
        cls.texts = templates.made(cls.mib)

    def test_committed_files_are_what_the_source_says(self):
        self.assertEqual({f"template_pathgauge_{version}.yaml" for version in ("6.0", "7.0")}, set(self.texts))
        for name, text in self.texts.items():
            self.assertTrue(text == (FOLDER / name).read_text(), f"{name} is stale: run nms-integration/zabbix/templates.py")

    def test_each_user_macro_has_a_default_and_each_default_a_use(self):
        # What the interface of a host names.
        elsewhere = {"PATHGAUGE.SNMP.USER", "PATHGAUGE.SNMP.AUTH", "PATHGAUGE.SNMP.PRIV"}
        for name, text in self.texts.items():
            definition = re.compile(r"macro: '\{\$([A-Z_.]+)\}'\n")
            defined = set(definition.findall(text))
            used = set(re.findall(r"\{\$([A-Z_.]+)(?::\"[^\"]*\")?\}", definition.sub("", text)))
            self.assertEqual(defined - elsewhere, used - elsewhere, name)

    def test_identifiers_are_of_version_4_and_unique(self):
        for name, text in self.texts.items():
            found = re.findall(r"uuid: '?([0-9a-f]+)'?\n", text)
            self.assertGreater(len(found), 100)
            for uuid in found:
                self.assertRegex(uuid, "^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$")
            self.assertEqual(len(found), len(set(found)), name)

    def test_every_expression_names_items_that_exist(self):
        for discovery in content.DISCOVERIES:
            keys = {item.key for item in discovery.items} | {item.key for item in content.AGENT_ITEMS}
            for trigger in discovery.triggers:
                for expression in (trigger.problem, trigger.recovery, trigger.event):
                    self.assertLessEqual(set(re.findall(r"<([a-z][^>]*)>", expression)), keys, trigger.name)
            for graph in discovery.graphs:
                self.assertLessEqual({line.key for line in graph.lines}, keys, graph.name)

    def test_names_of_graphs_tell_rows_apart_as_keys_do(self):
        made_of = {"{#INSIDE}": "{#NETNS}"}
        for discovery in content.DISCOVERIES:
            for graph in discovery.graphs:
                named = {made_of.get(macro, macro) for macro in re.findall(r"\{#\w+\}", graph.name)}
                for line in graph.lines:
                    self.assertLessEqual(set(re.findall(r"\{#\w+\}", line.key)), named, graph.name)

    def test_walks_of_7_0_fetch_all_that_is_taken_out_of_them(self):
        export = Export70(self.mib, "snmptrap[]")
        walks = {
            walk["key"]: walk["snmp_oid"].removeprefix("walk[").removesuffix("]").split(",")
            for walk in export.walks(content.DISCOVERIES)
        }
        for discovery in content.DISCOVERIES:
            made = export.discovery(discovery)
            self.assertIn(made["master_item"]["key"], walks)
            for item in made["item_prototypes"]:
                oid = item["preprocessing"][0]["parameters"][0]
                self.assertTrue(
                    any(oid.startswith(column + ".") for column in walks[item["master_item"]["key"]]),
                    f"{item['key']}: {oid}",
                )


if __name__ == "__main__":
    unittest.main()
