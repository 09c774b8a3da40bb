"""Three hundred strings that somebody might type, paste or import to see what a page does."""

# ruff: noqa: E501 one string after the other, as many as a line takes

from __future__ import annotations

MARKUP = [
    "<b>bold</b>", "<i>", "</para>", "<para>x</para>", "<br/>", "<br", "<u>under</u", "<super>2</super>",
    "<sub>2</sub>", "<strike>x</strike>", "<seq id='a'/>", "<seqreset id='a'/>", "<onDraw name='x'/>",
    "<index item='x'/>", "<pageNumber/>", "<evalString>1+1</evalString>", "<bullet>x</bullet>",
    "<greek>a</greek>", "<unichar code='65'/>", "<unichar name='DELTA'/>", "<ns:tag/>", "<!-- x -->",
    "<![CDATA[x]]>", "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&lt;b&gt;",
    "&amp;amp;", "&#65;", "&#x41;", "&nbsp;", "&copy;", "&unknown;", "&", "<", ">", "<>", "</>", "<<<>>>",
    "a < b > c & d", "Smith & Sons <info@x.com>", "5 > 3 && 2 < 4", "<font name='Helvetica'>x</font>",
    "<font color=\"[[[getattr(pow,'x')]]]\">red</font>", "<font size='999'>x</font>",
    "<font face='/etc/passwd'>x</font>", "<span style='x'>y</span>", "<style>*{}</style>",
    "<script>alert(1)</script>", "<svg onload=alert(1)>", "<iframe src='x'></iframe>", "<math/>",
    "<input value='x'>", "<body onload=x>", "<table><tr><td>x", "<h1>x</h1>", "<p align='right'>x</p>",
]  # fmt: skip
LINKS = [
    "<a href='http://x.example/'>x</a>", "<a href='javascript:alert(1)'>x</a>", "<a name='x'/>",
    "<a href='file:///etc/passwd'>x</a>", "<link href='http://x.example/'>x</link>",
    "<a href='#section-0'>x</a>", "<link destination='section-0'>x</link>", "javascript:alert(1)",
    "http://127.0.0.1:9/x", "https://x.example/?a=b&c=d", "mailto:x@x.example", "file:///etc/hostname",
    "ftp://x.example/", "data:text/html,<b>x</b>", "vbscript:x", "//x.example/x", "www.x.example",
    "smb://x/y", "tel:+351210000000", "ldap://127.0.0.1/x", "gopher://x", "jar:file:///x!/y",
]  # fmt: skip
FILES = [
    "<img src='/etc/hostname'/>", "<img src='/etc/hostname' width='9' height='9'/>",
    "<img src='http://127.0.0.1:9/x.png'/>", "<img src='file:///etc/passwd'/>", "<img/>",
    "<img src='data:image/png;base64,iVBORw0KGgo='/>", "<image src='x.png'/>", "<img src=x onerror=y>",
    "<img src='\\\\\\\\host\\\\share\\\\x.png'/>", "../../etc/passwd", "..\\\\..\\\\windows\\\\win.ini",
    "/etc/passwd", "C:\\\\Windows\\\\win.ini", "~/.ssh/id_rsa", "/dev/random", "/proc/self/environ",
    "file.pdf\\x2e\\x2e", "NUL", "CON", "COM1", "a/b\\\\c:d*e?f|g", "%2e%2e%2f", "..%c0%af..",
]  # fmt: skip
FORMATS = [
    "{placeholder}", "{customer}", "{0}", "{}", "{{}}", "{a.__class__}", "{0.__globals__}", "{total:>99}",
    "%s", "%d", "%(x)s", "%%", "100%", "%n%n%n", "${HOME}", "$(id)", "`id`", "#{x}", "{{7*7}}", "<%= x %>",
    "{% include 'x' %}", "[[x]]", "@{x}", "\\\\n", "\\\\x00", "\\\\u0041", "\\\\", "'", '"', "''", '"""', "'; --",
    "1; DROP TABLE proposal", "' OR '1'='1", "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)",
    "=HYPERLINK(\"http://x\")", "(", ")", "((", "))", "()", "\\\\(", "\\\\)", "(x) Tj", "BT ET", "endstream",
    "endobj", "%%EOF", "/JavaScript", "<< /S /URI >>", "1 0 obj", "stream", "trailer", "[ ]", "q Q cm",
]  # fmt: skip
LETTERS = [
    "naïve café", "Ångström", "Łódź", "Ωmega", "Москва", "Ещё раз", "Việt Nam", "İstanbul", "ß ẞ", "œuvre",
    "ﬁ ﬂ", "½ ¼ ¾", "№ 5", "™ ® ©", "€ £ ¥ ₹ ₺ ₽", "“ ” „ ‘ ’", "– — ―", "… · •", "→ ← ↑ ↓", "≤ ≥ ≠ ≈",
    "± × ÷ ∞", "½µm²", "° ′ ″", "½ %", "‰", "株式会社", "東京都港区", "上海市", "한국어", "ひらがな", "カタカナ", "ＡＢＣ１２３",
    "（株）", "「引用」", "①②③", "שלום", "עברית", "مرحبا", "شركة", "فارسی", "محمد",
    "e\u0301", "A\u030a", "o\u0302\u0323", "Z\u030c", "u\u0308\u0304", "\u1e69", "n\u0303",
]  # fmt: skip
HIDDEN = [
    "\x00", "a\x00b", "\x01\x02\x03", "bell\x07", "back\x08space", "\x1b[31mred\x1b[0m", "\x7f", "\x85", "a\x0bb",
    "a\x0cb", "a\rb", "a\r\nb", "a\nb", "a\tb", "\u200b", "a\u200bb", "\u200e", "\u200f", "a\u202eb", "\u202dabc\u202c",
    "\u2066x\u2069", "\u2028", "\u2029", "\ufeff", "a\u00adb", "\u2060", "\ud800", "a\udfffb", "\ufff9x\ufffb",
    "\u061c", "\u180e", "exe.\u202efdp", "\u206a", "\u200d", "\u200c", "\u00a0", "a\u00a0b", "\u3000", "\u2003x",
    "a\u2009b", " leading", "trailing ", "  two  spaces  ", "\t\t\t", "\n\n\n", "\r\r", "",
]  # fmt: skip
LONG = [
    "W" * 120, "i" * 180, "x" * 100 + " " + "y" * 100, "." * 150, "-" * 150, "a b " * 45, "界" * 90,
    "ab-" * 50, "a/" * 80, "0123456789" * 15, "<b>" * 40, "&" * 120, "e\u0301" * 80, "%s" * 80, "{" * 100,
    "(" * 90 + ")" * 90, "<a href='x'>" * 12, "м" * 120, "Ω" * 120, "ש" * 60,
]  # fmt: skip
WORDS = [*MARKUP, *LINKS, *FILES, *FORMATS, *LETTERS, *HIDDEN, *LONG]
STRINGS = list(
    dict.fromkeys([*WORDS, *(f"{word} & <b>{word}" for word in (*LINKS, *FILES)), "|", "||"])
)
UNPRINTABLE = [
    "🎉", "👍🏽", "👩‍👩‍👧", "🇵🇹", "नमस्ते", "ไทย", "தமிழ்", "ሰላም", "ᚠᚢᚦ", "𝕏", "𓀀", "\ue000", "\uffff", "\U0010ffff",
    "\u0378", "Ready ✈️ 🎉", "Z\u0335\u0321\u0348", "𠮷野家",
]  # fmt: skip
