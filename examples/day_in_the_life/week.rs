//! The story: what was there before, and what each moment of the week brings, as the requests that a host makes.

/// Something that happens at a moment.
pub(crate) struct Step {
    /// The local time.
    pub(crate) at: &'static str,
    /// What happens.
    pub(crate) words: &'static str,
    /// The request, as it travels.
    pub(crate) commands: &'static str,
    /// Whether a rule stands against it.
    pub(crate) refused: bool,
}

const fn step(at: &'static str, words: &'static str, commands: &'static str) -> Step {
    Step {
        at,
        words,
        commands,
        refused: false,
    }
}

const fn refused(at: &'static str, words: &'static str, commands: &'static str) -> Step {
    Step {
        at,
        words,
        commands,
        refused: true,
    }
}

/// Two managers, what the house has agreed on, and three customers.
pub(crate) const BEFORE: &[Step] = &[
    step(
        "2026-01-02 09:00",
        "the house",
        r#"[
        {"hire_manager":{"manager":"maria","on":"2024-01-01"}},
        {"hire_manager":{"manager":"ravi","on":"2023-06-01"}},
        {"form_team":{"team":"sales","name":"Sales","discipline":"sales","on":"2023-01-01"}},
        {"offer_product":{"product":"ledger","needs":["close the books"],"on":"2023-01-01"}},
        {"offer_product":{"product":"payroll","needs":["pay people on time"],"on":"2023-01-01"}},
        {"assess_role":{"manager":"maria","role":"financial_advisory","proficiency":"competent","on":"2025-01-01"}},
        {"assess_role":{"manager":"ravi","role":"financial_advisory","proficiency":"expert","on":"2025-01-01"}},
        {"award_qualification":{"manager":"maria","kind":"CFP","on":"2024-03-01","expires_on":"2026-03-01"}},
        {"award_qualification":{"manager":"ravi","kind":"CFP","on":"2025-09-01","expires_on":"2027-09-01"}},
        {"adopt_policy":{"on":"2023-01-01","policy":{"role_requirements":{"role":"financial_advisory","proficiency":"competent","qualifications":["CFP"],"verified":false}}}},
        {"adopt_policy":{"on":"2023-01-01","policy":{"fit_review":{"days_after_sale":14,"days_before_renewal":30,"days_between":null}}}},
        {"adopt_policy":{"on":"2023-01-01","policy":{"working_calendar":{"name":"hyderabad","calendar":{"monday":["09:00-13:00","14:00-18:00"],"tuesday":["09:00-13:00","14:00-18:00"],"wednesday":["09:00-13:00","14:00-18:00"],"thursday":["09:00-13:00","14:00-18:00"],"friday":["09:00-13:00","14:00-18:00"],"holidays":["2026-03-04"]}}}}},
        {"adopt_policy":{"on":"2023-01-01","policy":{"service_levels":{"calendar":"hyderabad","low":{"first_response_minutes":960,"next_response_minutes":960,"resolution_minutes":9600},"normal":{"first_response_minutes":480,"next_response_minutes":480,"resolution_minutes":4800},"high":{"first_response_minutes":120,"next_response_minutes":120,"resolution_minutes":960},"urgent":{"first_response_minutes":30,"next_response_minutes":60,"resolution_minutes":480}}}}}
    ]"#,
    ),
    step(
        "2026-01-05 10:00",
        "Lakshmi Textiles",
        r#"[
        {"open_account":{"account":"lakshmi-textiles","on":"2026-01-05"}},
        {"move_account":{"account":"lakshmi-textiles","to":"prospect","on":"2026-01-05"}},
        {"assign_manager":{"account":"lakshmi-textiles","manager":"maria","cause":"claim","on":"2026-01-05"}},
        {"add_contact":{"account":"lakshmi-textiles","contact":"owner","subject":"person-1","on":"2026-01-05"}},
        {"give_contact_role":{"account":"lakshmi-textiles","contact":"owner","role":"decision_maker","on":"2026-01-05"}}
    ]"#,
    ),
    step(
        "2026-01-05 10:10",
        "Northwind Clinics",
        r#"[
        {"open_account":{"account":"northwind-clinics","on":"2025-04-01"}},
        {"move_account":{"account":"northwind-clinics","to":"active","on":"2025-04-01"}},
        {"assign_manager":{"account":"northwind-clinics","manager":"maria","cause":"import","on":"2025-04-01"}},
        {"add_contact":{"account":"northwind-clinics","contact":"it-lead","subject":"person-2","on":"2025-04-01"}},
        {"sign_contract":{"account":"northwind-clinics","contract":"K-7","signed_on":"2025-03-20","terms":{"length":{"fixed":{"months":12,"auto_renew":false}},"notice_days":30},"on":"2025-04-01"}},
        {"agree_line":{"account":"northwind-clinics","contract":"K-7","line":"payroll","terms":{"product":"payroll","quantity":40,"unit_price":"450.00 INR","interval":{"every":1,"unit":"month"},"trial_until":null},"on":"2025-04-01"}},
        {"record_fit_review":{"account":"northwind-clinics","on":"2025-04-10","review":{"review":"F-1","manager":"maria","sales":{"team":"sales"},"products":{"payroll":{"clarity":"clear","suitability":"suits","gaps":[]}},"notes":null}}}
    ]"#,
    ),
    step(
        "2026-01-05 10:20",
        "Kaveri Foods",
        r#"[
        {"open_account":{"account":"kaveri-foods","on":"2024-07-01"}},
        {"move_account":{"account":"kaveri-foods","to":"active","on":"2024-07-01"}},
        {"assign_manager":{"account":"kaveri-foods","manager":"maria","cause":"import","on":"2024-07-01"}},
        {"add_contact":{"account":"kaveri-foods","contact":"cfo","subject":"person-3","on":"2024-07-01"}},
        {"sign_contract":{"account":"kaveri-foods","contract":"K-3","signed_on":"2024-06-20","terms":{"length":{"fixed":{"months":12,"auto_renew":true}},"notice_days":60},"on":"2024-07-01"}},
        {"agree_line":{"account":"kaveri-foods","contract":"K-3","line":"ledger","terms":{"product":"ledger","quantity":1,"unit_price":"180000.00 INR","interval":{"every":1,"unit":"year"},"trial_until":null},"on":"2024-07-01"}},
        {"record_fit_review":{"account":"kaveri-foods","on":"2024-07-09","review":{"review":"F-2","manager":"maria","sales":{"team":"sales"},"products":{"ledger":{"clarity":"clear","suitability":"suits","gaps":[]}},"notes":null}}},
        {"make_commitment":{"account":"kaveri-foods","on":"2026-01-05","commitment":{"commitment":"cash-plan","origin":null,"owner":"maria","due":"2026-03-31","notes":null}}}
    ]"#,
    ),
];

/// Monday to Friday.
pub(crate) const WEEK: &[Step] = &[
    step(
        "2026-03-02 09:30",
        "Lakshmi Textiles signs: the ledger for 25 people, for a year. A customer from today on.",
        r#"[
        {"sign_contract":{"account":"lakshmi-textiles","contract":"K-9","signed_on":"2026-03-02","terms":{"length":{"fixed":{"months":12,"auto_renew":true}},"notice_days":30},"on":"2026-03-02"}},
        {"agree_line":{"account":"lakshmi-textiles","contract":"K-9","line":"ledger","terms":{"product":"ledger","quantity":25,"unit_price":"600.00 INR","interval":{"every":1,"unit":"month"},"trial_until":null},"on":"2026-03-02"}},
        {"move_account":{"account":"lakshmi-textiles","to":"onboarding","on":"2026-03-02"}}
    ]"#,
    ),
    step(
        "2026-03-02 12:10",
        "Northwind Clinics complains: payslips do not open. A problem of high priority.",
        r#"[
        {"open_case":{"account":"northwind-clinics","on":"2026-03-02","case":{"case":"payslips","at":"12:10:00","kind":"problem","role":"support","priority":"high","topic":"payslips","contact":"it-lead","notes":null}}}
    ]"#,
    ),
    step(
        "2026-03-02 14:30",
        "Maria answers after lunch: 80 of 120 working minutes.",
        r#"[
        {"answer_case":{"account":"northwind-clinics","case":"payslips","on":"2026-03-02","at":"14:30:00"}}
    ]"#,
    ),
    refused(
        "2026-03-03 11:00",
        "Kaveri Foods asks for financial advice, and Maria would give it.",
        r#"[
        {"record_interaction":{"account":"kaveri-foods","on":"2026-03-03","interaction":{"interaction":"advice-1","kind":"meeting","manager":"maria","role":"financial_advisory","contacts":["cfo"],"minutes":60,"sentiment":null,"notes":null}}}
    ]"#,
    ),
    step(
        "2026-03-03 15:00",
        "Ravi, who is qualified, gives it.",
        r#"[
        {"record_interaction":{"account":"kaveri-foods","on":"2026-03-03","interaction":{"interaction":"advice-1","kind":"meeting","manager":"ravi","role":"financial_advisory","contacts":["cfo"],"minutes":60,"sentiment":"positive","notes":null}}}
    ]"#,
    ),
    step(
        "2026-03-03 16:00",
        "Maria goes through the sale with sales: the ledger is not yet clear to Lakshmi Textiles. A course is promised.",
        r#"[
        {"record_fit_review":{"account":"lakshmi-textiles","on":"2026-03-03","review":{"review":"F-3","manager":"maria","sales":{"team":"sales"},"products":{"ledger":{"clarity":"unclear","suitability":"suits","gaps":["opening balances"]}},"notes":null}}},
        {"make_commitment":{"account":"lakshmi-textiles","on":"2026-03-03","commitment":{"commitment":"course","origin":{"fit_review":"F-3"},"owner":"maria","due":"2026-03-20","notes":null}}}
    ]"#,
    ),
    step(
        "2026-03-05 10:00",
        "After the holiday the payslips open again.",
        r#"[
        {"move_case":{"account":"northwind-clinics","case":"payslips","to":"resolved","on":"2026-03-05","at":"10:00:00"}}
    ]"#,
    ),
    step(
        "2026-03-05 10:30",
        "Maria will be away for two weeks. Ravi stands in at Northwind Clinics and Lakshmi Textiles.",
        r#"[
        {"plan_absence":{"manager":"maria","absence":"march","span":{"start":"2026-03-06","end":"2026-03-20"}}},
        {"arrange_cover":{"account":"northwind-clinics","manager":"ravi","on":"2026-03-06","until":"2026-03-20"}},
        {"arrange_cover":{"account":"lakshmi-textiles","manager":"ravi","on":"2026-03-06","until":"2026-03-20"}}
    ]"#,
    ),
    step(
        "2026-03-05 11:00",
        "Kaveri Foods goes over to him for good. What must not be forgotten:",
        r#"[
        {"start_handover":{"account":"kaveri-foods","handover":"H-1","to":"ravi","items":[],"on":"2026-03-05"}}
    ]"#,
    ),
    refused(
        "2026-03-06 09:00",
        "Ravi would take over at once.",
        r#"[
        {"complete_handover":{"account":"kaveri-foods","handover":"H-1","released":[],"on":"2026-03-06"}}
    ]"#,
    ),
    step(
        "2026-03-06 11:00",
        "He meets the CFO, goes through the contract, and takes the promise on; then he does.",
        r#"[
        {"do_handover_item":{"account":"kaveri-foods","handover":"H-1","item":{"introduction":"cfo"},"on":"2026-03-06"}},
        {"do_handover_item":{"account":"kaveri-foods","handover":"H-1","item":{"renewal":"K-3"},"on":"2026-03-06"}},
        {"waive_handover_item":{"account":"kaveri-foods","handover":"H-1","item":{"commitment":"cash-plan"},"reason":"goes on with Ravi","on":"2026-03-06"}},
        {"complete_handover":{"account":"kaveri-foods","handover":"H-1","released":[],"on":"2026-03-06"}}
    ]"#,
    ),
    step(
        "2026-03-06 16:00",
        "Northwind Clinics renews for two years, from the day on which the contract would lapse.",
        r#"[
        {"renew_contract":{"account":"northwind-clinics","contract":"K-7","months":24,"on":"2026-04-01"}}
    ]"#,
    ),
];
