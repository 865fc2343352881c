#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The test vector in Documentation/protocol.rst: the derivation described there,
done here step by step, gives the same PSK as demos-netd (key.c).

key.py PROGRAM: key.c, compiled. Prints TAP.
"""
import hashlib
import hmac
import os
import re
import subprocess
import sys

from tables import FOLDER, Tap, documents


def vectors():
    """SECRET, and (identity, PSK) of each row."""
    found = [rows for _, heads, rows in dict(documents())["protocol.rst"]
             if heads == ["PSK", "test vector"]]
    (_, secret), *rest = found[0]
    return secret, rest


def text():
    with open(os.path.join(FOLDER, "protocol.rst"), encoding="utf-8") as file:
        return " ".join(file.read().split())


def hkdf(secret, salt, info):
    """RFC 5869 with SHA-256, 32 bytes: one block."""
    extracted = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(extracted, info + b"\1", hashlib.sha256)


def daemon(file, identity):
    done = subprocess.run([sys.argv[1], file, identity], capture_output=True,
                          text=True, check=True)
    return done.stdout.strip()


def key_files(words, secret, identity):
    """Key files in the form of the text, for the machines in the identity."""
    low, high = sorted(map(int, identity.split()[1:]))
    for line in re.findall(r"demos-key-1 \w+(?: LOW HIGH)? SECRET", words):
        yield line.replace("LOW", str(low)).replace(
            "HIGH", str(high)).replace("SECRET", secret)


def main():
    tap = Tap()
    words = text()
    salt = re.search(r"salt ``([^`]+)``", words)[1].encode()
    secret, rows = vectors()
    files = 0

    def expect(name, said, found):
        tap.expect(said == found, name, f"it is {found}, not {said}")

    for identity, psk in rows:
        expect(f"{identity}: as the text says", psk, hkdf(
            bytes.fromhex(secret), salt, identity.encode()).hex())
        for file in key_files(words, secret, identity):
            files += 1
            kind = file.split()[1]
            expect(f"{identity}: demos-netd, {kind}", psk,
                   daemon(file, identity))
            expect(f"{identity}: with capitals, {kind}", "refused",
                   daemon(file.replace(secret, secret.upper()), identity))
        expect(f"{identity}: a blank more", "refused",
               daemon(f"demos-key-1 cluster {secret}", identity + " "))
    expect("two kinds of key file for each", 2 * len(rows), files)
    return tap.end()


sys.exit(main())
