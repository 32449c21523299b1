"""People's pictures."""

from playwright.async_api import FilePayload, expect

from tests.browser.test_places import garden
from tests.support.browser import PHONE, Desk
from tests.support.cast import Visitor, made
from tests.support.pictures import picture

_PICTURE = """([row, from]) => {
  const {src, complete, naturalWidth} = row.querySelector('.portrait img');
  return src !== from && complete && naturalWidth === 512 && src;
}"""


async def test_a_picture_is_cut_by_keys_and_shown_to_all_at_once(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    made(await ada.post(f"/chats/{roses}/messages", {"text": "The roses are out."}))
    page, other = await desk.open(ada, "/settings"), await desk.open(boris, f"/c/{roses}")
    row = other.locator("article", has_text="The roses are out.")
    face = row.locator(".portrait img")
    before = await face.evaluate("(image) => image.src")
    photo = FilePayload(name="roses.png", mimeType="image/png", buffer=picture(size=(300, 200)))
    await page.locator(".my-photo input").set_input_files(photo)
    square = page.get_by_role("application")
    await expect(square).to_be_focused()
    drawn = square.locator("img")
    centred = await drawn.get_attribute("style") or ""
    await page.keyboard.press("ArrowLeft")
    await expect(drawn).not_to_have_attribute("style", centred)
    remove = page.locator(".my-photo").get_by_role("button", name="Remove picture", include_hidden=True)
    await expect(remove).to_have_count(0)
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(remove).to_be_visible()
    await other.wait_for_function(_PICTURE, arg=[await row.element_handle(), before])


async def test_a_picture_is_removed_for_all_at_once(desk: Desk, ada: Visitor, boris: Visitor) -> None:
    _, roses = await garden(ada, boris)
    made(await ada.post(f"/chats/{roses}/messages", {"text": "The roses are out."}))
    drawn = (await ada.get(f"/photos/{ada.id}", headers={"Accept": "image/*"})).headers["ETag"]
    made(await ada.client.post("/photos", files={"file": ("a.png", picture())}))
    page, other = await desk.open(ada, "/settings"), await desk.open(boris, f"/c/{roses}")
    row = other.locator("article", has_text="The roses are out.")
    before = await row.locator(".portrait img").evaluate("(image) => image.src")
    remove = page.locator(".my-photo").get_by_role("button", name="Remove picture")
    async with page.expect_response(lambda each: each.headers.get("etag") == drawn):
        await remove.click()
    await expect(remove).to_have_count(0)
    await expect(page.get_by_role("button", name="Choose a picture")).to_be_focused()
    await other.wait_for_function(_PICTURE, arg=[await row.element_handle(), before])


async def test_both_buttons_of_ones_picture_are_seen_whole_on_a_phone(desk: Desk, ada: Visitor) -> None:
    made(await ada.client.post("/photos", files={"file": ("a.png", picture())}))
    page = await desk.open(ada, "/settings/profile", viewport=PHONE, locale="ru-RU")
    for name in ("Выбрать фотографию", "Убрать фотографию"):
        box = await page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE["width"]
