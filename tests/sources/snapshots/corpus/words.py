"""What agents, tools and people say in a corpus: with accents, emoji, quotes, markup and line ends of every kind."""

from random import Random

SENTENCES = (
    "How much does the vendor charge per node?",
    "Ελληνικά και emoji 🦊 together.",
    'He said "no" \\ and left.',
    "<b>bold</b> [red]not markup[/red]",
    "First line\nsecond line\ttabbed",
    "A line separator \u2028 stands inside.",
    "Prices rose by 12 % in 2025.",
    "The search returned 14 results, 3 of them new.",
    "日本語の文章も含まれます。",
)
MODELS = (
    ("anthropic", "claude-sonnet-4-5", "anthropic"),
    ("openai", "gpt-5-mini", "openai-chat"),
    ("openai", "gpt-5", "openai-responses"),
    ("google", "gemini-3-flash", "google"),
    ("ollama", "qwen3:8b", "ollama"),
)
"""Provider, model, and in whose words they speak."""
TOOLS = (
    ("github", "github__search_code", "mcp"),
    ("sql", "sql__query", "mcp"),
    ("web", "web__fetch", "rest"),
    ("shell", "run_tests", "command"),
)
"""Namespace, name, and what kind of tool it is."""
AGENTS = ("web-search", "price-checker", "summariser")
CODES = {
    "rate_limit": "Rate limit reached: try again in 20 seconds",
    "timeout": "The model gave no answer within 60 seconds",
    "auth_error": "The key was refused by the provider",
}
"""In how a model call fails: the bare code, and the same in words."""
TOOL_FAILURES = (
    "Tool execution timed out",
    "MCP error -32602: no such table: prices",
    "connect ECONNREFUSED here",
    "the pipe broke,\u2028 and its reader left",
)
KINDS_BESIDE = ("system", "user", "advisors", "router_handoff", "handoff", "internal")


def speech(random: Random, sentences: int) -> str:
    """Return some sentences."""
    return " ".join(random.choices(SENTENCES, k=sentences))
