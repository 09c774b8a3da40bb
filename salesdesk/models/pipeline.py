"""How records move: pipelines with stages, contact lifecycles, segments and reasons."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.models.base import Aggregate, Record
from salesdesk.models.columns import Code, Label, LongText, Name, No, Percent, Yes, reference


class Pipeline(Aggregate, Record):
    """An ordered way from first word to won or lost, for opportunities or for proposals."""

    __tablename__ = "pipeline"

    name: Mapped[Name] = mapped_column(unique=True)
    entity: Mapped[Code] = mapped_column(default="opportunity")
    is_default: Mapped[No]

    stages: Mapped[list[Stage]] = relationship(
        order_by="Stage.position", cascade="all, delete-orphan", back_populates="pipeline"
    )


class Stage(Record):
    """A step of a pipeline. Its ``kind`` (open, won, lost) drives everything, never its name."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("pipeline_id", "name"),)
    aggregate = (("pipeline_id", "pipeline"),)

    pipeline_id: Mapped[UUID] = reference("pipeline", owned=True)
    position: Mapped[int]
    name: Mapped[Name]
    kind: Mapped[Code] = mapped_column(default="open")
    probability: Mapped[Percent] = mapped_column(default=Decimal(0))
    stale_after_days: Mapped[int | None]
    color: Mapped[str] = mapped_column(String(20), default="")
    required_fields: Mapped[Label]

    pipeline: Mapped[Pipeline] = relationship(back_populates="stages")


class Segment(Aggregate, Record):
    """A kind of customer; each contact has at most one."""

    __tablename__ = "segment"

    name: Mapped[Name] = mapped_column(unique=True)
    company_id: Mapped[UUID | None] = reference("company")


class Lifecycle(Aggregate, Record):
    """How a contact grows, from lead to customer."""

    __tablename__ = "lifecycle"

    name: Mapped[Name] = mapped_column(unique=True)
    description: Mapped[LongText]
    company_id: Mapped[UUID | None] = reference("company")
    is_default: Mapped[No]

    stages: Mapped[list[LifecycleStage]] = relationship(
        order_by="LifecycleStage.position", cascade="all, delete-orphan"
    )


class LifecycleStage(Record):
    """A step of a lifecycle; ``actions`` lists what may be run by hand there, one a line."""

    __tablename__ = "lifecycle_stage"
    __table_args__ = (UniqueConstraint("lifecycle_id", "name"),)
    aggregate = (("lifecycle_id", "lifecycle"),)

    lifecycle_id: Mapped[UUID] = reference("lifecycle", owned=True)
    position: Mapped[int]
    name: Mapped[Name]
    needs_reason: Mapped[No]
    actions: Mapped[LongText]


class ReasonCode(Aggregate, Record):
    """Why something was won, lost, closed or is stuck."""

    __tablename__ = "reason_code"

    code: Mapped[Code] = mapped_column(unique=True)
    description: Mapped[Label]
    use: Mapped[Code] = mapped_column(default="any")
    company_id: Mapped[UUID | None] = reference("company")
    is_active: Mapped[Yes]
