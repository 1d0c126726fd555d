"""What staff and supervisors of the demonstration write about findings; the hall is Korean."""

from __future__ import annotations

from collections.abc import Mapping

STATEMENTS: Mapping[str, str] = {
    "clocked_in_late": "타고 오던 버스가 고장 나 늦었습니다. 앞으로는 한 대 먼저 타겠습니다.",
    "left_early": "병원 예약이 있어 책임자에게 말하고 나갔습니다. 조퇴 신청은 올리지 못했습니다.",
    "badge_not_worn": "명찰 집게가 부러져 새것을 신청해 둔 날이었습니다.",
    "badge_not_checked": "출근하자마자 민원인이 몰려 확인을 받지 못했습니다.",
    "did_not_come": "아이가 아파 아침에 급히 연차를 냈고, 시스템에는 오후에야 올렸습니다.",
    "missed_without_recall": "대기 공간에 아무도 없는 것을 눈으로 보고 다시 부르지 않았습니다.",
    "called_out_of_order": (
        "지팡이를 짚고 서 계신 어르신을 먼저 모셨는데, 사유를 ‘기타’로 잘못 골랐습니다."
    ),
    "called_not_received": "앞 민원인이 두고 간 서류를 찾느라 호출한 분을 놓쳤습니다.",
    "closed_without_notice": "용지를 가지러 잠깐 비운다는 것이 길어져 공지를 올리지 못했습니다.",
    "notice_without_details": "다른 창구도 모두 붐벼서 대신할 창구를 적지 못했습니다.",
    "told_twice": "처음 오셨을 때 대리인인 줄 몰라 위임 서류를 빠뜨렸습니다.",
    "told_orally_only": "민원인께서 종이는 필요 없다고 하셔서 말로만 안내했습니다.",
    "missing_not_told": "목록을 출력하다가 프린터가 멈춰, 나중에 전화로 알려 드렸습니다.",
    "next_counter_not_shown": "민원인께서 오늘은 시간이 없어 다음에 가시겠다고 했습니다.",
    "receipt_not_given": "접수증 출력이 밀려 다음 날 우편으로 보내 드렸습니다.",
    "promise_missed": "현장 확인이 비 때문에 미뤄졌습니다. 민원인께는 전화로 말씀드렸습니다.",
}
"""By the check's code: what the person concerned says."""

HANDOVERS = (
    (
        "영업신고 변경 건, 위임장 원본을 확인하지 못했습니다. 내일 오전에 가져오십니다.",
        "신고인께 내일 11시까지 전화드리기로 했습니다.",
        "임대차계약서 사본",
    ),
    (
        "여권 재발급 사진 규격을 다시 안내했고, 접수는 하지 않았습니다.",
        "",
        "규격에 맞는 사진 한 장",
    ),
    ("", "도로점용 허가 문의하신 분께 담당자 일정을 전화로 알려 드려야 합니다.", ""),
)
"""What is left to whoever comes next: half done, promised call-backs, supplements to come."""

OTHER_STATEMENT = "기록된 내용을 확인했습니다. 다시는 같은 일이 없도록 하겠습니다."

DISMISSALS: Mapping[str, str] = {
    "did_not_come": "당일 연차가 승인된 것을 근태 대장에서 확인했습니다.",
    "left_early": "창구 책임자가 조퇴를 허락한 사실을 확인했습니다.",
    "missed_without_recall": "대기 공간이 비어 있었던 것이 확인되어 다시 부를 필요가 없었습니다.",
    "called_out_of_order": "거동이 불편한 분을 먼저 모신 것으로, 규범의 취지에 어긋나지 않습니다.",
    "told_twice": "두 번째 서류는 사정이 바뀌어 새로 필요해진 것으로 확인했습니다.",
    "next_counter_not_shown": "민원인이 스스로 다음 방문을 택한 것으로 확인했습니다.",
    "promise_missed": "기한 연장을 미리 알린 기록이 있어 책임을 묻기 어렵습니다.",
}
"""By the check's code: why a supervisor dismisses the finding."""

OTHER_DISMISSAL = "소명과 기록을 맞춰 본 결과 본인의 책임으로 보기 어렵습니다."

CONFIRMED = "기록으로 확인됩니다."
CONFIRMED_AFTER_STATEMENT = "소명에서도 사실을 인정했고 기록과 일치합니다."

ORDERS: Mapping[str, str] = {
    "closed_without_notice": (
        "자리를 비울 때에는 먼저 공지를 올리고 대신할 창구를 적도록 창구마다 다시 안내하고, "
        "그 결과를 보고하십시오."
    ),
    "promise_missed": "처리 중인 건의 기한을 매일 아침 점검하는 방법을 정하여 보고하십시오.",
    "told_twice": "사무별 구비서류 점검표를 창구에 두고, 접수할 때 항목마다 확인하도록 하십시오.",
    "told_orally_only": "말로만 안내한 건에 보완 목록을 다시 보내고, 앞으로는 글로 드리십시오.",
    "missing_not_told": "보완 목록은 민원인이 자리를 뜨기 전에 드리도록 하고, 방법을 보고하십시오.",
    "receipt_not_given": "접수증을 받지 못한 민원인께 오늘 안에 보내고, 막을 방법을 보고하십시오.",
    "clocked_in_late": "개점 준비 시간을 다시 정하고, 늦을 때 대신할 사람을 미리 정하십시오.",
    "called_out_of_order": "순서를 바꿔 부를 때에는 반드시 맞는 사유를 고르도록 다시 안내하십시오.",
}
"""By the check's code: what a supervisor orders once the finding is confirmed."""

OTHER_ORDER = "같은 일이 되풀이되지 않도록 조치하고 그 결과를 보고하십시오."

REPORTS = (
    "과 직원 모두에게 다시 안내했고, 아침 점검표에 항목을 넣었습니다.",
    "점검표를 창구마다 비치하고 사흘 동안 확인했습니다. 빠진 건이 없었습니다.",
    "해당 민원인께 연락드려 바로잡았고, 담당자와 절차를 함께 다시 살폈습니다.",
)
"""What a lead reports as put right."""
