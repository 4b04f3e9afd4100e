"""A window of WebKitGTK on one page: python3 webkit.py ADDRESS FOLDER

The folder keeps what the page stores. The page may use the microphone, which is
the one that WebKit makes up itself.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gst, Gtk, WebKit2  # noqa: E402


def allow(_view, request):
    request.allow()
    return True


def main(address, folder):
    data = WebKit2.WebsiteDataManager(
        base_data_directory=folder, base_cache_directory=folder + "/cache"
    )
    context = WebKit2.WebContext(website_data_manager=data)
    view = WebKit2.WebView(web_context=context)
    settings = view.get_settings()
    settings.set_enable_media_stream(True)
    settings.set_enable_mock_capture_devices(True)
    settings.set_media_playback_requires_user_gesture(False)
    settings.set_enable_write_console_messages_to_stdout(True)
    view.connect("permission-request", allow)
    window = Gtk.Window()
    window.add(view)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    view.load_uri(address)
    Gtk.main()


def version():
    Gst.init(None)
    if not Gst.ElementFactory.find("avenc_aac"):
        sys.exit("GStreamer has no avenc_aac")
    parts = (WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
    print("WebKitGTK " + ".".join(map(str, parts)))


if sys.argv[1:] == ["--version"]:
    version()
else:
    main(*sys.argv[1:])
