"""What people may write, at its nastiest."""

from hypothesis import strategies as st

NASTY = (
    '<script>alert("x")</script>',
    "</td></table><img src=x onerror=alert(1)>",
    "]]></svg><script>1</script>",
    "&lt;b&gt; &amp; \" ' `code` **bold** _it_ ~~no~~ [a](https://evil.example)",
    "| a | b |\n| --- | --- |",
    "# heading\n- item\n1. one\n> quote\n===",
    "{{ 7 * 7 }}{% raw %}",
    "https://a.example/x|y?z=<b>",
    "\\| \\\\| \\",
    "x" * 3000,
    "e\u0301 \u202egnp.exe \u200b\ufeff \u05d0\u05d1 日本語 👩\u200d🚀",
    "\x00\x01\x1b[31m",
)

WRITTEN = (
    st.sampled_from(NASTY) | st.text(max_size=200) | st.text(alphabet="<>&|\\`*_[]()#~-!\"' \nab1.:/hpts", max_size=60)
)
"""Anything: what would be markup somewhere, and what nobody expects."""
