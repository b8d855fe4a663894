"""Who acts: the signed-in officer, citizen or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jiuzhu.kernel.errors import Forbidden
from jiuzhu.policy.roles import ROLES, role_may


@dataclass(frozen=True, slots=True)
class Actor:
    """One person (or the system) with the posts held on this day.

    `organ_id` is the organ of the post in use; `organs` are all whose cases the post reaches.
    """

    name: str
    roles: frozenset[str]
    capabilities: frozenset[str]
    organ_id: int | None = None
    organ_kind: str = ""
    organ_name: str = ""
    user_id: int | None = None
    officer_id: int | None = None
    person_id: int | None = None
    organs: tuple[int, ...] = ()
    villages: tuple[int, ...] = ()
    is_system: bool = False

    def may(self, capability: str, *, action: str = "") -> bool:
        """Tell whether the actor holds this capability, for one action where one is named.

        A role may hold a capability for named actions only (policy.roles, `only`).
        """
        if self.is_system or capability not in self.capabilities or not action:
            return self.is_system or capability in self.capabilities
        holders = [c for c in self.roles & set(ROLES) if capability in ROLES[c].capabilities]
        return not holders or any(role_may(c, capability, action=action) for c in holders)

    def require(self, capability: str, *, action: str = "") -> None:
        """Refuse when the capability is missing, for this action where one is named.

        Raises: Forbidden `actor.capability`.
        """
        if not self.may(capability, action=action):
            raise Forbidden(
                "actor.capability",
                "您的岗位没有办理这一步的权限。请交由有权限的同事办理，或联系管理员核对岗位设置。",
            )

    def officer(self) -> int:
        """Return the id of the officer who acts.

        Raises: Forbidden `actor.no_officer` for a citizen or an automatic step.
        """
        if self.officer_id is None:
            raise Forbidden(
                "actor.no_officer", "这一步须由在岗工作人员办理。请以工作人员账户登录。"
            )
        return self.officer_id

    def to_session(self) -> dict[str, Any]:
        """Return a plain form that a session can hold."""
        return {
            "name": self.name,
            "roles": sorted(self.roles),
            "capabilities": sorted(self.capabilities),
            "organ_id": self.organ_id,
            "organ_kind": self.organ_kind,
            "organ_name": self.organ_name,
            "user_id": self.user_id,
            "officer_id": self.officer_id,
            "person_id": self.person_id,
            "organs": list(self.organs),
            "villages": list(self.villages),
        }

    @classmethod
    def from_session(cls, plain: dict[str, Any]) -> Actor:
        """Rebuild the actor from its session form."""
        return cls(
            name=plain["name"],
            roles=frozenset(plain["roles"]),
            capabilities=frozenset(plain["capabilities"]),
            organ_id=plain["organ_id"],
            organ_kind=plain["organ_kind"],
            organ_name=plain["organ_name"],
            user_id=plain["user_id"],
            officer_id=plain["officer_id"],
            person_id=plain["person_id"],
            organs=tuple(plain["organs"]),
            villages=tuple(plain["villages"]),
        )


def system_actor(organ_id: int | None = None, organs: tuple[int, ...] = ()) -> Actor:
    """Return the actor of automatic steps; its events are marked as automatic."""
    return Actor(
        name="系统",
        roles=frozenset({"SYSTEM"}),
        capabilities=frozenset(),
        organ_id=organ_id,
        organs=organs,
        is_system=True,
    )


@dataclass(frozen=True, slots=True)
class Request:
    """Where an act comes from, for the access trace."""

    address: str = ""
    device: str = ""
    route: str = ""
    extra: dict[str, str] = field(default_factory=dict)
