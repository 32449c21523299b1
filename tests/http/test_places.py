"""Uploads and downloads under way: no few users keep the others out."""

from contextlib import ExitStack

import pytest

from besedka.errors import TooManyRequests, Unavailable
from besedka.http import sending, uploads
from besedka.http.places import Places


def take_all(places: Places, held: ExitStack, user_id: int, most: tuple[int, int]) -> int:
    """As many as this user can have; how many these are."""
    for taken in range(sum(most)):
        try:
            held.enter_context(places.taken(user_id, *most))
        except TooManyRequests:
            return taken
    raise AssertionError(user_id)


@pytest.mark.parametrize("most", [(uploads.EACH, uploads.ALL), (sending.EACH, sending.ALL)])
def test_a_few_users_leave_places_for_all_others(most: tuple[int, int]) -> None:
    """`ALL` is twenty times what one may have of uploads, and ten times that of downloads."""
    each, everyone = most
    greedy = everyone // each
    with ExitStack() as held:
        places = Places("things")
        assert take_all(places, held, 1, most) == each
        taken = each + sum(take_all(places, held, user_id, most) for user_id in range(2, greedy + 1))
        assert taken < everyone
        for user_id in range(greedy + 1, greedy + 1 + everyone - taken):
            held.enter_context(places.taken(user_id, *most))
        with pytest.raises(Unavailable):
            held.enter_context(places.taken(0, *most))
    assert take_all(Places("things"), ExitStack(), 1, most) == each


def test_what_is_over_gives_its_place_back() -> None:
    places = Places("things")
    for _ in range(3):
        with places.taken(1, 1, 1), pytest.raises(Unavailable):
            places.taken(2, 1, 1).__enter__()
