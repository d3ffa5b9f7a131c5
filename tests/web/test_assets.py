"""Built files and the hand-written ones that stand in for them."""

from pathlib import Path

from govsocial.web.assets import LICENCES, MANIFEST, load_assets


def test_without_built_files_there_is_a_sheet_and_an_icon_and_no_script(tmp_path: Path) -> None:
    assets = load_assets(tmp_path)
    assert set(assets.by_name) == {"site.css", "figures.css", "icon.svg"}
    assert assets.address("sparql-editor.js") is None


def test_a_built_file_goes_before_the_hand_written_one(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"site.css": "site-0.css", "sparql-editor.js": "sparql-editor-1.js"}')
    assets = load_assets(tmp_path)
    assert assets.address("site.css") == "/static/site-0.css"
    assert assets.address("sparql-editor.js") == "/static/sparql-editor-1.js"
    assert set(assets.by_name) == {"site.css", "figures.css", "icon.svg", "sparql-editor.js", LICENCES}


def test_a_file_is_found_by_the_name_in_its_address_alone(tmp_path: Path) -> None:
    assets = load_assets(tmp_path)
    asset = assets.sent_as(str(assets.address("icon.svg")).removeprefix("/static/"))
    assert asset is not None
    assert asset.media_type == "image/svg+xml"
    assert assets.sent_as("icon.svg") is None
