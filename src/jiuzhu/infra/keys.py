"""Keys, field encryption, blind indexes and signatures.

Keys live in one 0600 file outside the data directory; every ciphertext names its key, so that
`rotate()` can add a new one while old values stay readable. There is no default key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from jiuzhu.kernel.errors import Refused

PROFILES = ("international", "guomi")
NONCE_BYTES = 12
TAG_BYTES = 16
PUBLIC = 0o077


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of this installation; `active` encrypts, all of them decrypt."""

    active: str
    encrypt: dict[str, tuple[str, bytes]]
    index: bytes
    sign: bytes


def key_file() -> Path:
    """Return where the keys lie (JIUZHU_KEY_FILE, else keys.json in the state directory)."""
    named = os.environ.get("JIUZHU_KEY_FILE")
    if named:
        return Path(named)
    return Path(os.environ.get("JIUZHU_STATE_DIR", "var")) / "keys.json"


def create_key_file(path: Path, *, profile: str = "international") -> None:
    """Write fresh random keys, readable by this account only; an existing file stays as it is."""
    if profile not in PROFILES:
        raise Refused(
            "keys.profile",
            "未知的密码算法配置“%(profile)s”，可选：%(known)s。",
            values={"profile": profile, "known": "、".join(PROFILES)},
        )
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    content: dict[str, object] = {
        "active": "k1",
        "encrypt": {"k1": {"profile": profile, "key": _b64(secrets.token_bytes(32))}},
        "index": _b64(secrets.token_bytes(32)),
        "sign": _b64(_new_signing_key()),
    }
    _write_private(path, content)


def rotate(path: Path | None = None, *, profile: str = "international") -> str:
    """Add a new encryption key and make it the active one; return its id."""
    path = path or key_file()
    content = json.loads(path.read_text())
    key_id = f"k{len(content['encrypt']) + 1}"
    content["encrypt"][key_id] = {"profile": profile, "key": _b64(secrets.token_bytes(32))}
    content["active"] = key_id
    _write_private(path, content)
    key_ring.cache_clear()
    return key_id


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """Read the keys once.

    Raises: Refused `keys.missing`, `keys.public`.
    """
    path = key_file()
    if not path.exists():
        raise Refused(
            "keys.missing",
            "找不到密钥文件 %(path)s。请先运行 ./jiuzhu up，或恢复备份的密钥。",
            values={"path": path},
        )
    if path.stat().st_mode & PUBLIC:
        raise Refused(
            "keys.public",
            "密钥文件 %(path)s 其他账户可读。请运行 chmod 600 后重试。",
            values={"path": path},
        )
    content = json.loads(path.read_text())
    encrypt = {
        key_id: (entry["profile"], base64.b64decode(entry["key"]))
        for key_id, entry in content["encrypt"].items()
    }
    return KeyRing(
        active=content["active"],
        encrypt=encrypt,
        index=base64.b64decode(content["index"]),
        sign=base64.b64decode(content["sign"]),
    )


def encrypt(text: str) -> bytes:
    """Encrypt one value of text."""
    return encrypt_bytes(text.encode())


def encrypt_bytes(content: bytes) -> bytes:
    """Encrypt one value: key id length, key id, nonce, ciphertext with tag."""
    ring = key_ring()
    profile, key = ring.encrypt[ring.active]
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = bytes([len(ring.active)]) + ring.active.encode()
    return head + nonce + _seal(profile, key, nonce, content, head)


def decrypt(blob: bytes) -> str:
    """Decrypt one value of text.

    Raises: Refused `keys.unknown` when the key is not in the ring.
    """
    return decrypt_bytes(blob).decode()


def decrypt_bytes(blob: bytes) -> bytes:
    """Decrypt one value.

    Raises: Refused `keys.unknown` when the key is not in the ring.
    """
    length = blob[0]
    head, rest = blob[: length + 1], blob[length + 1 :]
    key_id = head[1:].decode()
    ring = key_ring()
    if key_id not in ring.encrypt:
        raise Refused(
            "keys.unknown",
            "缺少密钥 %(key)s，无法读取加密内容。请恢复备份的密钥文件。",
            values={"key": key_id},
        )
    profile, key = ring.encrypt[key_id]
    return _open(profile, key, rest[:NONCE_BYTES], rest[NONCE_BYTES:], head)


def blind_index(text: str, *, kind: str) -> bytes:
    """Return the keyed digest by which an encrypted value is found (equality only)."""
    return hmac.new(key_ring().index, f"{kind}\x00{text}".encode(), hashlib.sha256).digest()


def sign(message: bytes) -> bytes:
    """Sign a checkpoint (Ed25519)."""
    return Ed25519PrivateKey.from_private_bytes(key_ring().sign).sign(message)


def public_key() -> bytes:
    """Return the raw public key with which anybody can check a checkpoint."""
    private = Ed25519PrivateKey.from_private_bytes(key_ring().sign)
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _seal(profile: str, key: bytes, nonce: bytes, plain: bytes, head: bytes) -> bytes:
    if profile == "international":
        return AESGCM(key).encrypt(nonce, plain, head)
    encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _open(profile: str, key: bytes, nonce: bytes, sealed: bytes, head: bytes) -> bytes:
    if profile == "international":
        return AESGCM(key).decrypt(nonce, sealed, head)
    mode = modes.GCM(nonce, sealed[-TAG_BYTES:])
    decryptor = Cipher(algorithms.SM4(key[:16]), mode).decryptor()
    decryptor.authenticate_additional_data(head)
    return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()


def _new_signing_key() -> bytes:
    private = Ed25519PrivateKey.generate()
    return private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _write_private(path: Path, content: Mapping[str, object]) -> None:
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump(content, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
