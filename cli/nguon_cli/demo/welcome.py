"""What the demo prints when it is up."""

from __future__ import annotations

from pathlib import Path

import qrcode
from rich.console import Console

from nguon_cli.demo.sheets import jar_url
from nguon_cli.demo.stories import BA_KHIA, GIO_AN, PEPPER, RACH_GOC, TAMPERED, TEA


def welcome(console: Console, data: Path, host_name: str) -> None:
    """Print a QR code, the jars' addresses, and what to try next."""
    base = f"http://{host_name}"
    fine = jar_url(base, BA_KHIA, 17, host_name)
    code = qrcode.QRCode(border=2)
    code.add_data(fine)
    console.print()
    code.print_ascii(out=console.file, invert=True)
    rows = (
        ("everything checked", fine),
        ("everything checked", jar_url(base, TEA, 5, host_name)),
        ("flagged", jar_url(base, GIO_AN, 9, host_name)),
        ("cooperative dissolved", jar_url(base, RACH_GOC, 4, host_name)),
        ("recalled lot", jar_url(base, PEPPER, 7, host_name)),
        ("altered database", jar_url(base, TAMPERED, 3, host_name)),
    )
    console.print("[bold]Open a jar in a browser; it checks the whole chain by itself:[/bold]\n")
    for what, url in rows:
        console.print(f"  {what:<22} {url}", highlight=False, soft_wrap=True)
    console.print("\n[bold]What to try next[/bold]\n", highlight=False)
    for what, how in (
        ("labels to print", f"{data}/labels/*.pdf"),
        ("the signed checkpoint", f"curl {base}/log/demo/checkpoint"),
        ("the HTTP interface", f"{base}/openapi.json"),
        ("the ledgers' keys", f"curl -o PINS.json {base}/.well-known/nguon.json"),
        (
            "a recall drill",
            f"nguon recall /p/tieu-cua/10/P3 --drill --home {data}/operator/demo",
        ),
        ("what is under way", f"nguon shipments --home {data}/operator/demo"),
        ("check saved evidence", "nguon verify FILE.nguon --pins PINS.json"),
        (
            "serve without the demo",
            f"nguon serve --data {data} --passphrase-file {data}/passphrase",
        ),
        ("stop", "Ctrl-C; `make demo` serves the same again; remove the folder to start over"),
    ):
        console.print(f"  {what:<24}{how}", highlight=False, soft_wrap=True)
