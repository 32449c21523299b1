import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseLanguage, useWords } from "../../src/i18n/words.ts";
import { spellBriefly, spellTime, spellWhen } from "../../src/ui/times.ts";

for (const place of ["en", "en-US", "en-GB", "en-IE", "en-ZA", "ru", "ru-RU"]) {
  test(`every hour is spelled as Intl spells it: ${place}`, (context) => {
    context.mock.getter(navigator, "languages", () => [place]);
    useWords(chooseLanguage([place]), {});
    const clock = new Intl.DateTimeFormat(place, { hour: "numeric", minute: "2-digit" });
    for (let hour = 0; hour < 24; hour++) {
      const date = new Date(2026, 10, 28, hour, 5);
      const brief = clock.formatToParts(date).filter((part) => part.type !== "dayPeriod");
      assert.equal(spellTime(date.toISOString()), clock.format(date));
      assert.equal(
        spellBriefly(date.toISOString()),
        brief
          .map((part) => part.value)
          .join("")
          .trim(),
      );
    }
  });
}

test("a list says the time of today, the day of this week, the date of anything older", (context) => {
  context.mock.getter(navigator, "languages", () => ["en-GB"]);
  context.mock.timers.enable({ apis: ["Date"], now: new Date(2026, 10, 28, 0, 30) });
  useWords(chooseLanguage(["en-GB"]), {});
  const spelled = (month: number, day: number, year = 2026) =>
    spellWhen(new Date(year, month, day, 0, 5).toISOString());
  assert.equal(spelled(10, 28), "0:05");
  assert.equal(spellWhen(new Date(2026, 10, 27, 23, 59).toISOString()), "Fri"); // half an hour ago
  assert.equal(spelled(10, 22), "Sun");
  assert.equal(spelled(10, 21), "21 Nov");
  assert.equal(spelled(11, 31, 2025), "31/12/2025");
});
