"""Written error pages: what happened, why, and what to do next."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jiuzhu.interfaces.web.parts.frame import Frame, appearance_of
from jiuzhu.interfaces.web.parts.presenters import Conflict, Link

TEXTS: dict[int, tuple[str, str, tuple[str, ...]]] = {
    400: (
        gettext_noop("这次请求无法读取"),
        gettext_noop("发来的内容不完整或格式不对，没有保存。"),
        (gettext_noop("返回上一页，刷新后重新填写提交。"),),
    ),
    403: (
        gettext_noop("您没有办理这件事的权限"),
        gettext_noop("这项操作不在您的岗位职责内。"),
        (
            gettext_noop("确属您的工作：请本单位管理员核对您的岗位和授权期限。"),
            gettext_noop("不是您的工作：请交有权限的同事办理。本次访问已记录。"),
        ),
    ),
    404: (
        gettext_noop("没有找到这个页面"),
        gettext_noop("地址有误，或者内容不在您的管辖范围内。"),
        (
            gettext_noop("核对编号后，用顶部的查询框再查一次。"),
            gettext_noop("从首页的列表进入。"),
        ),
    ),
    405: (
        gettext_noop("这个页面不能这样打开"),
        gettext_noop("请求方式不对，没有执行任何操作。"),
        (gettext_noop("返回上一页，用页面上的按钮办理。"),),
    ),
    409: (
        gettext_noop("内容已被别人更新"),
        gettext_noop("您打开页面之后，同事已经办理了这一项，您的提交没有覆盖它。"),
        (
            gettext_noop("打开最新内容，看清别人改了什么。"),
            gettext_noop("仍需修改的，在最新内容上重新填写提交。"),
        ),
    ),
    413: (
        gettext_noop("提交的内容太大"),
        gettext_noop("超过了一次能接收的大小，没有保存。"),
        (gettext_noop("把文件分开上传，或减小图片后再传。"),),
    ),
    422: (
        gettext_noop("这一步暂时不能办理"),
        gettext_noop("提交的内容不符合办理条件，没有保存。"),
        (gettext_noop("按上面说明的原因处理后，返回上一页重新提交。"),),
    ),
    429: (
        gettext_noop("操作太频繁"),
        gettext_noop("短时间内请求过多，系统暂停了这一项。"),
        (gettext_noop("等一分钟后再试；急事请打镇街电话。"),),
    ),
    500: (
        gettext_noop("系统出了差错"),
        gettext_noop("这不是您的操作造成的，本次提交没有保存，差错已自动记录。"),
        (
            gettext_noop("返回上一页再试一次。"),
            gettext_noop("仍然不行：把下面的编号和时间告诉系统管理员。"),
        ),
    ),
    503: (
        gettext_noop("系统正在维护"),
        gettext_noop("服务暂时停用，已提交的内容都在。"),
        (gettext_noop("请过几分钟刷新本页；急难救助请先用纸质表登记，恢复后补录。"),),
    ),
}


# Away from the desks there is no search box and no list: the start page and the telephone help.
AWAY_FROM_DESKS: dict[int, tuple[str, ...]] = {
    404: (
        gettext_noop("核对一下地址、链接或查验码是不是写对了、过期了。"),
        gettext_noop("从首页重新进入；还不行，打电话问经办的乡镇（街道）。"),
    ),
}
DESKS = ("/w/", "/accounts/", "/system/")
COUNTERS = ("/w/", "/v/", "/c/")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Hold the words of one error page."""

    status: int
    title: str
    reason: str
    advice: tuple[str, ...]
    reference: str = ""
    conflict: Conflict | None = None
    back: Link | None = None
    at_desk: bool = True


def error_response(
    request: HttpRequest,
    status: int,
    *,
    reason: str = "",
    conflict: Conflict | None = None,
    back: Link | None = None,
) -> HttpResponse:
    """Answer with the written page of a status; it needs neither session nor database."""
    title, usual, advice = TEXTS[status]
    at_desk = request.path.startswith(DESKS)
    if not at_desk:
        advice = AWAY_FROM_DESKS.get(status, advice)
    page = ErrorPage(
        status=status,
        title=_(title),
        reason=reason or _(usual),
        advice=tuple(_(line) for line in advice),
        reference=str(getattr(request, "request_id", "")),
        conflict=conflict,
        back=back,
        at_desk=at_desk,
    )
    home = next((start for start in COUNTERS if request.path.startswith(start)), "/")
    frame = Frame(home_url=home, appearance=appearance_of(request), path=request.get_full_path())
    context = {"page": page, "frame": frame, "status": status}
    return HttpResponse(
        render_to_string("errors/error.html", context, using="jinja2"), status=status
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Serve as `handler400`."""
    return error_response(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Serve as `handler403`; the exception's own sentence is the reason."""
    return error_response(request, 403, reason=str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Serve as `handler404`; absent and hidden look the same."""
    return error_response(request, 404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Serve as `handler429`: somebody tries passwords or codes too fast."""
    return error_response(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Serve as `handler500`."""
    return error_response(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Serve as `CSRF_FAILURE_VIEW`: the page stood open too long."""
    sentence = _("页面停留太久，安全标记已失效，本次没有保存。请返回上一页，刷新后重新提交。")
    return error_response(request, 403, reason=sentence)
