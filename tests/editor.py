"""Talks to yaml-language-server as an editor does, over its protocol (LSP)."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGE = "yaml-language-server"
# What `make test` installs where it can, what a developer has, what the system has.
FOLDERS = (ROOT / ".venv" / "editor" / "node_modules", ROOT / "node_modules")


def server_command() -> list[str] | None:
    """Return the command that starts the server; None where it is not installed."""
    node, program = shutil.which("node"), shutil.which(PACKAGE)
    for folder in FOLDERS:
        script = folder / PACKAGE / "bin" / PACKAGE
        if node and script.is_file():
            return [node, str(script), "--stdio"]
    return [program, "--stdio"] if program else None


class Editor:
    """An editor, and the server behind it."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self._process, self._folder = process, folder
        self._number, self._opened = 0, 0
        self._uri = ""
        self._problems: dict[str, list[dict[str, Any]]] = {}
        capabilities = {
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True}},
            }
        }
        self._ask(
            "initialize",
            processId=os.getpid(),
            rootUri=folder.as_uri(),
            workspaceFolders=[{"uri": folder.as_uri(), "name": "folder"}],
            capabilities=capabilities,
        )
        self._tell("initialized")
        # Nothing is fetched: the public store of schemas stays closed.
        yaml = {"schemaStore": {"enable": False}, "completion": True, "hover": True}
        self._tell("workspace/didChangeConfiguration", settings={"yaml": yaml})

    def problems(self, text: str, path: Path | None = None) -> list[tuple[str, str]]:
        """Return the words that the editor underlines in a text, with what it says there."""
        found = self._open(text, path)
        lines = text.split("\n")
        return [(_words(lines, each["range"]), each["message"]) for each in found]

    def completions(self, text: str) -> dict[str, dict[str, Any]]:
        """Return what is proposed where the text has a |, by label."""
        items = self._at_mark("textDocument/completion", text)
        return {item["label"]: item for item in (items or {}).get("items", ())}

    def hover(self, text: str) -> str:
        """Return what is shown over the place at which the text has a |."""
        found = self._at_mark("textDocument/hover", text)
        return found["contents"]["value"] if found else ""

    def close(self) -> None:
        """Let the server go."""
        self._ask("shutdown")
        self._tell("exit")

    def _at_mark(self, method: str, text: str) -> Any:
        before, _, after = text.partition("|")
        self._open(before + after)
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self._ask(method, textDocument={"uri": self._uri}, position=place)

    def _open(self, text: str, path: Path | None = None) -> list[dict[str, Any]]:
        """Show a text to the server as a new file; return what it finds in it."""
        self._opened += 1
        self._uri = (path or self._folder / f"bank-{self._opened}.yaml").as_uri()
        document = {"uri": self._uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", textDocument=document)
        while self._uri not in self._problems:
            self._take(self._read())
        return self._problems[self._uri]

    def _ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._write({"id": self._number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._take(message)

    def _tell(self, method: str, **params: Any) -> None:
        self._write({"method": method, "params": params})

    def _take(self, message: Mapping[str, Any]) -> None:
        """Answer what the server asks, and keep what it says about the text."""
        params = message.get("params", {})
        if message.get("method") == "textDocument/publishDiagnostics":
            self._problems[params["uri"]] = params["diagnostics"]
        elif "id" in message:
            asked = message["method"] == "workspace/configuration"
            answer = [{} for _ in params["items"]] if asked else None
            self._write({"id": message["id"], "result": answer})

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has stopped"
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return found


def _words(lines: list[str], place: Mapping[str, Any]) -> str:
    start, end = place["start"], place["end"]
    if start["line"] != end["line"]:
        return lines[start["line"]][start["character"] :]
    return lines[start["line"]][start["character"] : end["character"]]


@contextmanager
def editor(command: list[str], folder: Path) -> Iterator[Editor]:
    """Start the server for a folder, and stop it in the end."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            opened = Editor(process, folder)
            yield opened
            opened.close()
        finally:
            process.terminate()
