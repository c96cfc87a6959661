"""What the measuring scripts share: a library with a ready index, queries made from its questions, a browser's output."""

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# A library whose folder is the same by any clock and on any file system: whole seconds, long past.
TOUCHED = 1_600_000_000

SYLLABLES = "al an ar ber cal cer chon cor cys de der di dys em en er fi gen glo gra hy in ka ker leu lin lo ma mel mi my ne".split()
SYLLABLES += "ni nos o or os pa pe phro pla por ra ri sar scle se so ta the tri tu u va ve xan".split()
ENDINGS = ["itis", "osis", "emia", "pathy", "oma", "plasia", "trophy", "algia"]
TOPICS = {
    "overview": "What is {name}?",
    "symptoms": "What are the symptoms of {name}?",
    "treatment": "What are the treatments for {name}?",
    "causes": "What causes {name}?",
    "inheritance": "Is {name} inherited?",
    "diagnosis": "How is {name} diagnosed?",
}


def say(text):
    print(text, flush=True)


def skip(why):
    say(f"skipped: {why}")
    sys.exit(0)


def median(values):
    return percentile(values, 50)


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def library_at(given, scratch):
    """The library that was named, else one of 16,407 entries, made up the same way each time."""
    if given:
        return Path(given).resolve()
    folder = scratch / "library"
    if (folder / "pack.toml").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    say(f"making a library of 16,407 entries in {folder}")
    chance = random.Random(5)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(30_000)]
    usual = words[:400]
    pack = 'format = 1\n[pack]\nid = "made-up"\ntitle = "Made up to be measured"\nversion = "1"\n'
    pack += '[[source]]\nid = "book"\ntitle = "A book"\nkind = "aggregator"\n'
    (folder / "pack.toml").write_text(pack)
    left, number = 16_407, 0
    while left:
        number += 1
        name = f"{chance.choice(words)} {chance.choice(words)}{chance.choice(ENDINGS)}"
        tables = [f'[[condition]]\nid = "c{number}"\nname = "{name.capitalize()}"\n']
        for topic in chance.sample(sorted(TOPICS), min(left, chance.randint(1, 6))):
            left -= 1
            sentences = (
                " ".join(chance.choices(usual, k=8) + chance.choices(words, k=4)) + "." for _ in range(chance.randint(4, 24))
            )
            tables.append(
                f'[[entry]]\nid = "c{number}/{topic}"\ncondition = "c{number}"\ntopic = "{topic}"\n'
                f'question = "{TOPICS[topic].format(name=name)}"\nlast_updated = 2026-11-20\n'
                f'answer = """\n{" ".join(sentences)}[^book]\n"""\n'
            )
        (folder / f"c{number}.toml").write_text("\n".join(tables))
    return folder


def queries(library, count):
    """Words that people might type: some of a question's, one misspelt in every third query. The same each time."""
    chance = random.Random(1)
    questions = []
    for path in sorted(library.rglob("*.toml")):
        questions += re.findall(r'^question = "(.*)"$', path.read_text(errors="replace"), re.M)
    made = []
    for number in range(count):
        words = re.findall(r"[a-z]{3,}", chance.choice(questions).lower()) or ["poh"]
        words = words[-min(len(words), chance.randint(1, 4)) :]
        if number % 3 == 0 and len(words[-1]) > 5:
            at = chance.randrange(1, len(words[-1]) - 1)
            words[-1] = words[-1][:at] + words[-1][at + 1 :]
        made.append(" ".join(words))
    return made


def shown(output):
    """The text of a frame that was drawn whole, without the terminal's codes."""
    text = re.sub(rb"\x1b\[[0-9;?]*[ -/]*[@-~]", b" ", output)
    text = re.sub(rb"\x1b[()][A-Z0-9]|\x1b[=>78]|[\x0e\x0f]", b"", text)
    return re.sub(r"\s+", " ", text.decode("utf-8", "replace"))


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def run(command, **more):
    return subprocess.run([str(part) for part in command], check=True, **more)
