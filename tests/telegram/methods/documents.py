"""Files: sent by the bot, and fetched by it."""

import mimetypes

from tests.telegram.cloud import Cloud, File
from tests.telegram.errors import bad_request
from tests.telegram.markup import reply_markup
from tests.telegram.methods.messages import post, read_caption, with_entities
from tests.telegram.request import Request, Upload
from tests.telegram.shapes import Json

_LARGEST_SENT, _LARGEST_FETCHED = 50 << 20, 20 << 20


def send_document(cloud: Cloud, request: Request) -> Json:
    caption = read_caption(request)
    markup = reply_markup(request["reply_markup"])
    chat = cloud.reachable(request.chat)
    file = _document(cloud, request)
    document = file.as_json() | {"file_name": file.name, "mime_type": file.mime}
    content: Json = {"document": document}
    if caption.text:
        content |= {"caption": caption.text} | with_entities(caption, "caption_entities")
    return post(cloud, request, chat, content, markup)


def get_file(cloud: Cloud, request: Request) -> Json:
    if not request["file_id"]:
        raise bad_request("file_id not specified")
    file = cloud.files.get(request["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > _LARGEST_FETCHED:
        raise bad_request("file is too big")
    return file.as_json() | {"file_path": file.path}


def _document(cloud: Cloud, request: Request) -> File:
    """An upload, under its own name or by attach://, or a file sent before by its id."""
    upload = request.files.get("document") or _attached(request)
    if upload is None:
        if not request["document"]:
            raise bad_request("there is no document in the request")
        if request["document"] in cloud.files:
            return cloud.files[request["document"]]
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > _LARGEST_SENT:
        raise bad_request("file is too big")
    mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"  # by the name, as Telegram does
    return cloud.add_file(upload.name, mime, upload.content, "documents")


def _attached(request: Request) -> Upload | None:
    return request.files.get(request["document"].removeprefix("attach://"))


METHODS = {"sendDocument": send_document, "getFile": get_file}
