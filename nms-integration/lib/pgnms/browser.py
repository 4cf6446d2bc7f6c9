"""A headless Chromium in a network namespace, driven over its DevTools pipe: pictures and PDFs of what an NMS draws."""

import base64
import contextlib
import fcntl
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time
import zlib

from pgtest.procs import Failed, in_netns

from .proof import end_group


class Browser:
    """A page of Chromium, for as long as the context lasts."""

    def __init__(self, netns="", width=1280, height=800):
        """netns: where it reads from; the empty name is where we are. width, height: of the window, in pixels."""
        self.width, self.height = width, height
        self._netns = netns
        self._sent = 0
        self._buffer = b""

    def __enter__(self):
        program = shutil.which("chromium")
        if not program:
            raise Failed("chromium is missing: run nms-integration/setup")
        self._profile = pathlib.Path(tempfile.mkdtemp(prefix="pgchromium"))
        to_read, self._to = os.pipe()
        self._from, to_write = os.pipe()
        # Chromium reads commands from descriptor 3 and writes answers to 4; ours may be these very numbers.
        theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (to_read, to_write)]
        os.close(to_read)
        os.close(to_write)

        def place():
            os.dup2(theirs[0], 3)
            os.dup2(theirs[1], 4)

        command = in_netns(
            self._netns, program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            f"--user-data-dir={self._profile}", f"--window-size={self.width},{self.height}", "--force-color-profile=srgb",
            "--remote-debugging-pipe", "about:blank",
        )  # fmt: skip
        # Not the user's home: root often has none that may be written. In TMPDIR it would leave a directory.
        environment = os.environ | {"HOME": str(self._profile), "TMPDIR": str(self._profile), "LC_ALL": "C.UTF-8"}
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment,
            preexec_fn=place, pass_fds=(3, 4), start_new_session=True,
        )  # fmt: skip
        for end in theirs:
            os.close(end)
        try:
            target = self._call("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self._page("Page.enable")
            self._page("Network.enable")
            self._page(
                "Emulation.setDeviceMetricsOverride", width=self.width, height=self.height, deviceScaleFactor=1, mobile=False
            )
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            os.close(self._to)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(5)
        end_group(self._process.pid)
        self._process.wait()
        os.close(self._from)
        shutil.rmtree(self._profile, ignore_errors=True)

    def cookie(self, name, value, url):
        """Sets a cookie, such as that of a session."""
        self._page("Network.setCookie", name=name, value=value, url=url)

    def open(self, url, seconds=30):
        """Loads a page to its end."""
        problem = self._page("Page.navigate", url=str(url)).get("errorText")
        if problem:
            raise Failed(f"Chromium cannot open {url}: {problem}")
        self.await_js("document.readyState == 'complete'", seconds)

    def js(self, expression):
        """The value of a JavaScript expression in the page."""
        answer = self._page("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Failed(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def await_js(self, expression, seconds=30):
        """Until an expression is true in the page."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(Failed):  # a page that is just replaced has nothing to evaluate in
                value = self.js(expression)
                if value:
                    return value
            if time.monotonic() > deadline:
                text = self.js("document.body ? document.body.innerText.slice(0, 500) : ''")
                raise Failed(f"the page never had {expression}; it says: {text}")
            time.sleep(0.1)

    def picture(self, path, whole=False, colours=16):
        """Writes a PNG of the window, or of the whole page, and makes sure that something is drawn in it: at least so
        many colours, and none nearly everywhere. (width, height)."""
        how = {"captureBeyondViewport": True} if whole else {}
        if whole:
            size = self._page("Page.getLayoutMetrics")["cssContentSize"]
            how["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        octets = base64.b64decode(self._page("Page.captureScreenshot", format="png", **how)["data"])
        pathlib.Path(path).write_bytes(octets)
        width, height, shares = pixels(octets)
        if width < self.width or not whole and height < self.height:
            raise Failed(f"{path} is {width} x {height}, not {self.width} x {self.height}")
        require_drawn(path, shares, colours)
        return width, height

    def pdf(self, path):
        """Prints the page to a PDF of A4."""
        octets = base64.b64decode(
            self._page("Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.69)["data"]
        )
        pathlib.Path(path).write_bytes(octets)
        if not octets.startswith(b"%PDF-") or b"%%EOF" not in octets[-64:]:
            raise Failed(f"{path} is no whole PDF")

    def _page(self, method, **parameters):
        return self._call(method, self._session, **parameters)

    def _call(self, method, session=None, **parameters):
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        try:
            os.write(self._to, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise Failed("Chromium ended") from None
        deadline = time.monotonic() + 60
        while True:
            answer = self._next(deadline, method)
            if answer.get("id") == self._sent:
                break
        if "error" in answer:
            raise Failed(f"Chromium: {method}: {answer['error'].get('message')}")
        return answer["result"]

    def _next(self, deadline, method):
        """The next message; events come between answers."""
        while b"\0" not in self._buffer:
            if not select.select([self._from], [], [], max(0, deadline - time.monotonic()))[0]:
                raise Failed(f"Chromium does not answer {method}")
            octets = os.read(self._from, 1 << 20)
            if not octets:
                raise Failed(f"Chromium ended with status {self._process.poll()}")
            self._buffer += octets
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)


def require_drawn(path, shares, colours=16, most=0.985):
    """Failed when a picture has too few colours, or one of them nearly everywhere: an empty page, an error text."""
    if len(shares) < colours or max(shares.values()) > most:
        raise Failed(
            f"{path} shows next to nothing: {len(shares)} colours, one of them on {max(shares.values()):.1%} of it"
        )


def pixels(octets):
    """(width, height, colour -> its share) of a PNG of 8 bits a channel, without interlacing or a palette."""
    if octets[:8] != b"\x89PNG\r\n\x1a\n":
        raise Failed(f"no PNG, but {octets[:60]!r}")
    place, packed = 8, b""
    while place < len(octets):
        length, kind = int.from_bytes(octets[place : place + 4], "big"), octets[place + 4 : place + 8]
        content = octets[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, height = int.from_bytes(content[:4], "big"), int.from_bytes(content[4:8], "big")
            depth, colour, _, _, interlaced = content[8:13]
        elif kind == b"IDAT":
            packed += content
        place += length + 12
    channels = {0: 1, 2: 3, 4: 2, 6: 4}.get(colour)
    if depth != 8 or not channels or interlaced:
        raise Failed(f"a PNG of depth {depth}, colour type {colour}, interlacing {interlaced} is not read here")
    raw, stride = zlib.decompress(packed), width * channels
    counts, above = {}, bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, channels)
        for at in range(0, stride, channels * 3):  # every third pixel is enough to judge by
            key = bytes(above[at : at + channels])
            counts[key] = counts.get(key, 0) + 1
    total = sum(counts.values())
    return width, height, {key: count / total for key, count in counts.items()}


def _unfiltered(kind, line, above, step):
    """A line of pixels, in place (PNG specification, section 9.2)."""
    if kind == 1:
        for at in range(step, len(line)):
            line[at] = (line[at] + line[at - step]) & 255
    elif kind == 2:
        for at in range(len(line)):
            line[at] = (line[at] + above[at]) & 255
    elif kind == 3:
        for at in range(len(line)):
            left = line[at - step] if at >= step else 0
            line[at] = (line[at] + (left + above[at]) // 2) & 255
    elif kind == 4:
        for at in range(len(line)):
            left, corner = (line[at - step], above[at - step]) if at >= step else (0, 0)
            up = above[at]
            near = left + up - corner
            a, b, c = abs(near - left), abs(near - up), abs(near - corner)
            line[at] = (line[at] + (left if a <= b and a <= c else up if b <= c else corner)) & 255
    return line
