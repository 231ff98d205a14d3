"""What language a file is written in, by its name alone, as GitHub calls them.

Only programs and styles count, not prose and data, and not what was copied in from elsewhere.
"""

from __future__ import annotations

import re

_BY_ENDING = {
    b"asm": "Assembly",
    b"astro": "Astro",
    b"awk": "Awk",
    b"bash": "Shell",
    b"bat": "Batchfile",
    b"c": "C",
    b"cc": "C++",
    b"clj": "Clojure",
    b"cljs": "Clojure",
    b"cmake": "CMake",
    b"coffee": "CoffeeScript",
    b"cpp": "C++",
    b"cs": "C#",
    b"css": "CSS",
    b"cu": "Cuda",
    b"cxx": "C++",
    b"d": "D",
    b"dart": "Dart",
    b"el": "Emacs Lisp",
    b"elm": "Elm",
    b"erl": "Erlang",
    b"ex": "Elixir",
    b"exs": "Elixir",
    b"f90": "Fortran",
    b"fish": "Shell",
    b"fs": "F#",
    b"glsl": "GLSL",
    b"go": "Go",
    b"gradle": "Gradle",
    b"groovy": "Groovy",
    b"h": "C",
    b"hcl": "HCL",
    b"hpp": "C++",
    b"hs": "Haskell",
    b"htm": "HTML",
    b"html": "HTML",
    b"ipynb": "Jupyter Notebook",
    b"java": "Java",
    b"jinja": "Jinja",
    b"jl": "Julia",
    b"js": "JavaScript",
    b"jsx": "JavaScript",
    b"kt": "Kotlin",
    b"kts": "Kotlin",
    b"less": "Less",
    b"lisp": "Common Lisp",
    b"lua": "Lua",
    b"m": "Objective-C",
    b"mjs": "JavaScript",
    b"mk": "Makefile",
    b"ml": "OCaml",
    b"mli": "OCaml",
    b"mm": "Objective-C++",
    b"nim": "Nim",
    b"nix": "Nix",
    b"pas": "Pascal",
    b"php": "PHP",
    b"pl": "Perl",
    b"pm": "Perl",
    b"proto": "Protocol Buffer",
    b"ps1": "PowerShell",
    b"py": "Python",
    b"pyi": "Python",
    b"pyx": "Cython",
    b"r": "R",
    b"rb": "Ruby",
    b"rs": "Rust",
    b"s": "Assembly",
    b"sass": "Sass",
    b"scala": "Scala",
    b"scm": "Scheme",
    b"scss": "SCSS",
    b"sh": "Shell",
    b"sol": "Solidity",
    b"sql": "SQL",
    b"sv": "SystemVerilog",
    b"svelte": "Svelte",
    b"swift": "Swift",
    b"tcl": "Tcl",
    b"tex": "TeX",
    b"tf": "HCL",
    b"ts": "TypeScript",
    b"tsx": "TypeScript",
    b"v": "Verilog",
    b"vb": "Visual Basic .NET",
    b"vhdl": "VHDL",
    b"vim": "Vim Script",
    b"vue": "Vue",
    b"wgsl": "WGSL",
    b"xsl": "XSLT",
    b"zig": "Zig",
    b"zsh": "Shell",
}

_BY_NAME = {
    b"cmakelists.txt": "CMake",
    b"containerfile": "Dockerfile",
    b"dockerfile": "Dockerfile",
    b"gemfile": "Ruby",
    b"gnumakefile": "Makefile",
    b"jenkinsfile": "Groovy",
    b"justfile": "Just",
    b"makefile": "Makefile",
    b"rakefile": "Ruby",
}

_COPIED = re.compile(
    rb"(?:^|/)(?:node_modules|vendor|vendored|third_party|dist|bower_components)/|\.min\.(?:js|css)$"
)


def find_language(path: bytes) -> str | None:
    """None for what is not counted."""
    if _COPIED.search(path):
        return None
    name = path.rpartition(b"/")[2].lower()
    return _BY_NAME.get(name) or _BY_ENDING.get(name.rpartition(b".")[2] if b"." in name else b"")
