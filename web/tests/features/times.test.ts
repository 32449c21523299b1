import assert from "node:assert/strict";
import { test } from "node:test";
import { spellBriefly, spellTime } from "../../src/features/timeline/times.ts";
import { chooseLanguage, useWords } from "../../src/i18n/words.ts";

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
