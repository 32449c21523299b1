import assert from "node:assert/strict";
import { test } from "node:test";
import { Lexer } from "marked";
import { loadLexer } from "../../src/domain/lexer.ts";
import { type Block, type Inline, isEmojiOnly, isPlain, readMarkdown } from "../../src/domain/markdown.ts";
import { Dice } from "../sync/dice.ts";

await loadLexer();

const LONGEST = 10_000; // characters of a message

function textOf(nodes: readonly (Block | Inline)[]): string {
  return nodes
    .map((node) => {
      if ("text" in node) return node.text;
      if (node.kind === "list") return node.items.map(textOf).join("\n");
      if (node.kind === "table") return node.rows.map((row) => row.map(textOf).join("|")).join("\n");
      if (node.kind === "break") return "\n";
      return "children" in node ? textOf(node.children) : "";
    })
    .join("");
}

function linksIn(nodes: readonly (Block | Inline)[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === "list") return node.items.flatMap(linksIn);
    if (node.kind === "table") return node.rows.flat().flatMap(linksIn);
    const own = node.kind === "link" ? [node.href] : [];
    return [...own, ...("children" in node ? linksIn(node.children) : [])];
  });
}

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '<a href="javascript:alert(1)">x</a>',
  "<svg/onload=alert(1)>",
  "<iframe srcdoc='<script>1</script>'></iframe>",
  "<!-- comment --> and <b>bold</b>",
  "&lt;script&gt;",
  "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
];

test("a table has a head and rows, a call in them, and markup in its cells", () => {
  const text = "| a | b |\n| --- | --- |\n| *1* | @ada |\n| <b>3</b> |";
  const [table, ...others] = readMarkdown(text, [{ user_id: 1, start: text.indexOf("@ada"), length: 4 }]);
  assert.equal(others.length, 0);
  assert.ok(table?.kind === "table");
  assert.deepEqual(table.rows[1], [
    [{ kind: "em", children: [{ kind: "text", text: "1" }] }],
    [{ kind: "call", userId: 1, text: "@ada" }],
  ]);
  assert.equal(textOf([table]), "a|b\n1|@ada\n<b>3</b>|");
});

test("what is to be done has its box in its line, loose or not", () => {
  assert.equal(textOf(readMarkdown("- [x] sown\n- [ ] watered")), "☑ sown\n☐ watered");
  assert.equal(textOf(readMarkdown("- [x] *sown*\n\n- [ ] watered")), "☑ sown\n☐ watered");
});

test("what is not read stays as it was written, line by line", () => {
  for (const text of ["<ul>\n  <li>one\n</ul>", "    indented\n    twice"]) {
    assert.equal(textOf(readMarkdown(text)), text.trim());
  }
});

test("hostile markup comes out as the text that it is", () => {
  for (const text of HOSTILE) assert.equal(textOf(readMarkdown(text)), text);
});

test("only the web and mailboxes are linked to", () => {
  const texts = [
    "[x](javascript:alert(1))",
    "[x](data:text/html,1)",
    "[x](vbscript:1)",
    "<javascript:alert(1)>",
    "[x](/c/1)",
  ];
  for (const text of texts) assert.deepEqual(linksIn(readMarkdown(text)), [], text);
  assert.deepEqual(linksIn(readMarkdown("see https://example.org/a_b and [y](mailto:a@b.c)")), [
    "https://example.org/a_b",
    "mailto:a@b.c",
  ]);
});

test("calls are where the server says, counted in characters", () => {
  const blocks = readMarkdown("🌹 @ada_b_ and **@boris**", [
    { user_id: 1, start: 2, length: 7 },
    { user_id: 2, start: 16, length: 6 },
  ]);
  assert.equal(textOf(blocks), "🌹 @ada_b_ and @boris");
  assert.match(JSON.stringify(blocks), /"call","userId":1,"text":"@ada_b_"/);
  assert.match(JSON.stringify(blocks), /"strong","children":\[\{"kind":"call","userId":2/);
});

test("what stands for a call can't be forged", () => {
  assert.equal(textOf(readMarkdown("\uE0000\uE001 @ada", [{ user_id: 1, start: 4, length: 4 }])), "\uFFFD0\uFFFD @ada");
});

test("a link does not say that it leads elsewhere", () => {
  for (const text of [
    "[https://bank.example](https://evil.example)",
    "[**www.bank.example**/in](https://evil.example)",
    "[at https://bank.example](https://bank.example.evil.example)",
    "[https://bank.example](https://bank.example@evil.example)",
    "[https://bank.example](mailto:evil@example.org)",
    "https://evil.example/\u202eelpmaxe.knab",
  ]) {
    assert.deepEqual([textOf(readMarkdown(text)), linksIn(readMarkdown(text))], [text, []]);
  }
  for (const text of [
    "[the bank](https://bank.example)",
    "[https://Bank.example](https://bank.example/in)",
    "www.bank.example",
  ]) {
    assert.equal(linksIn(readMarkdown(text)).length, 1, text);
  }
});

test("markup has a bottom", () => {
  const deep = `${"> ".repeat(400)}x`;
  assert.match(textOf(readMarkdown(deep)), /x$/);
  assert.match(textOf(readMarkdown(`${"*".repeat(3000)}x`)), /x$/);
  for (const mark of ["> ", "- ", "1. ", "- > ", "> * "]) {
    assert.match(textOf(readMarkdown(`${mark.repeat(LONGEST / mark.length)}x`)), /x$/, mark);
  }
});

test("no text costs much more than others of its length", () => {
  const before = process.cpuUsage().user;
  for (const mark of ["_a*", "[`", "_a* ", "**a_ ", "[a](", "<a ", "\\[", "~~a🌹"]) {
    assert.match(textOf(readMarkdown(`${mark.repeat(LONGEST / mark.length)}x`)), /x$/, mark);
  }
  readMarkdown("- ".repeat(2_500) + "*a\n".repeat(1_600));
  readMarkdown("**a ".repeat(1_250) + "***🌹".repeat(1_000));
  for (let count = 0; count <= 50; count++) assert.ok(!isEmojiOnly(`${"🌹".repeat(count)}x`));
  assert.ok((process.cpuUsage().user - before) / 1000 < 2_000); // by itself one of them took minutes
});

test("what would be very many elements is one", () => {
  for (const part of ["a\n", "- a\n", "*a* ", "|a|b|\n|-|-|\n".repeat(2), "> a\n\n"]) {
    const text = part.repeat(LONGEST / part.length);
    assert.deepEqual(readMarkdown(text), [{ kind: "written", text }], part);
    assert.notEqual(readMarkdown(part.repeat(50))[0]?.kind, "written");
  }
});

test("a very long word is no markup", () => {
  const data = `data:image/png;base64,${"iVBORw0KGgo".repeat(300)}`;
  assert.equal(textOf(readMarkdown(`*see* ${data}`)), `*see* ${data}`);
});

test("code keeps every character", () => {
  const [block] = readMarkdown('```python\nif a < b:\n    print("&lt;")\n```');
  assert.deepEqual(block, { kind: "code", language: "python", text: 'if a < b:\n    print("&lt;")' });
});

test("a few emoji alone are large", () => {
  for (const text of ["🌹", "👍🏽 👨‍👩‍👧", "❤️"]) assert.ok(isEmojiOnly(text), text);
  for (const text of ["1", "🌹 roses", "", "🌹".repeat(200)]) assert.ok(!isEmojiOnly(text), text);
});

const PIECES = [
  ..."ab 1 .)-+=:/!?'\"(){}%$^;,@*_~`#>|<&[]\\\n\t",
  "www.a.org",
  "https://a.org",
  "ftp:",
  "жук",
  "🌹",
  "---",
  "1. ",
  "  ",
];

test("what needs no lexer is what a lexer makes one text of", () => {
  const dice = new Dice(7);
  let count = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: 1 + dice.below(7) }, () => dice.pick(PIECES)).join("");
    if (!isPlain(text)) continue;
    count++;
    const [block, ...others] = Lexer.lex(text, { gfm: true, breaks: true });
    const inlines = block && "tokens" in block ? (block.tokens ?? []) : [];
    assert.deepEqual(
      [block?.type, others, inlines.map((each) => [each.type, each.raw])],
      ["paragraph", [], [["text", text]]],
    );
  }
  assert.ok(count > 1_000);
  for (const text of ["Is it open?", "Ключ у Ады, в 7:30.", "5 apples (red) - or 6"]) assert.ok(isPlain(text), text);
});
