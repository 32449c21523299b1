"""Messages like those of people: words of two scripts, as frequent as words are (Zipf), made anew and the same each time."""

import random
from collections.abc import Iterator
from itertools import accumulate

WORDS = 30_000
_LATIN = ("b c d f g h k l m n p r s t w st th ch br pl sh tr", "a e i o u ea ou", " n r s t l d ng st")
_CYRILLIC = ("б в г д ж з к л м н п р с т х ч ст пр тр гр", "а е и о у ы я ю", " н р с т л й м ть")
_WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(WORDS)))


class Texts:
    """An endless supply, each chat in a language of its own. `common`: words that most often occur, of three letters at
    least.
    """

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._languages = [_vocabulary(*_LATIN), _vocabulary(*_CYRILLIC)]
        self.common = [word for language in self._languages for word in language[:200] if len(word) >= 3]

    def of_chat(self, chat_id: int, count: int) -> Iterator[str]:
        language = self._languages[chat_id % 2]
        for _ in range(count):
            length = max(1, min(60, int(self._random.lognormvariate(2.1, 0.7))))
            text = " ".join(self._random.choices(language, cum_weights=_WEIGHTS, k=length))
            yield text[0].upper() + text[1:] + self._random.choice((".", "!", "?", "", ""))


def _vocabulary(onsets: str, vowels: str, codas: str) -> list[str]:
    """The shorter the word, the more frequent, as a rule."""
    chance = random.Random(onsets)
    found: dict[str, float] = {}
    while len(found) < WORDS:
        syllables = chance.choices((1, 2, 3, 4), (2, 5, 4, 1))[0]
        word = "".join(
            chance.choice(onsets.split()) + chance.choice(vowels.split()) + chance.choice(codas.split(" "))
            for _ in range(syllables)
        )
        found[word] = len(word) + chance.random() * 6
    return sorted(found, key=found.__getitem__)
