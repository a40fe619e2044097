//! What to do now, in words that a frightened person can follow.

use domain::rules::Stop;
use leptos::prelude::*;

/// Where help is, from the most to the least pressing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urgency {
    /// An ambulance: 911.
    #[default]
    Call911,
    /// Thoughts of suicide or self-harm: the 988 lifeline.
    Call988,
    /// An emergency department, at once.
    EmergencyDepartment,
    /// A clinician in person, today.
    SameDay,
}

impl From<Stop> for Urgency {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Call911 => Self::Call911,
            Stop::Call988 => Self::Call988,
            Stop::EmergencyDepartment => Self::EmergencyDepartment,
            Stop::SameDay => Self::SameDay,
        }
    }
}

impl Urgency {
    fn title(self) -> &'static str {
        match self {
            Self::Call911 => "Call 911 now",
            Self::Call988 => "Call or text 988 now",
            Self::EmergencyDepartment => "Go to an emergency department now",
            Self::SameDay => "See a doctor or nurse in person today",
        }
    }

    fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Call911 => &[
                "Call 911, or ask someone near you to call.",
                "Tell them where you are and what is wrong.",
                "Do not drive yourself. Stay on the phone until help comes.",
            ],
            Self::Call988 => &[
                "Call or text 988. It is free, and someone answers day and night.",
                "If you are hurt, or could hurt yourself right now, call 911.",
                "If you can, go to someone you trust and do not stay alone.",
            ],
            Self::EmergencyDepartment => &[
                "Go to the nearest hospital emergency department now. Ask someone to drive you.",
                "If you cannot get there, or you get worse, call 911.",
                "Take a list of your medicines with you if it is at hand.",
            ],
            Self::SameDay => &[
                "Call your doctor's office or go to an urgent care clinic today.",
                "If nobody can see you today, go to a hospital emergency department.",
                "If you get worse, call 911.",
            ],
        }
    }

    /// The number to call at a touch, and what the button says.
    fn call(self) -> (&'static str, &'static str) {
        match self {
            Self::Call988 => ("tel:988", "Call 988"),
            Self::Call911 | Self::EmergencyDepartment | Self::SameDay => ("tel:911", "Call 911"),
        }
    }
}

/// What to do now. `heading` makes its title the page's `h1`; `children` say why it is shown.
#[component]
pub fn EmergencyBanner(
    #[prop(optional)] urgency: Urgency,
    #[prop(optional)] heading: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let title = if heading {
        view! { <h1 class="emergency-title" id="emergency-title">{urgency.title()}</h1> }.into_any()
    } else {
        view! { <h2 class="emergency-title" id="emergency-title">{urgency.title()}</h2> }.into_any()
    };
    let steps: Vec<AnyView> =
        urgency.steps().iter().map(|step| view! { <li>{*step}</li> }.into_any()).collect();
    let (number, call) = urgency.call();
    let text_988 = (urgency == Urgency::Call988)
        .then(|| view! { <a class="button button-secondary" href="sms:988">"Text 988"</a> });
    let also_988 = (urgency != Urgency::Call988).then(|| {
        view! {
            <p>
                "If you think about ending your life or hurting yourself, call or text "
                <a href="tel:988">"988"</a> ", day or night."
            </p>
        }
    });
    view! {
        <section class="emergency" role="alert" aria-labelledby="emergency-title">
            {title} {children.map(|children| children())}
            <p class="actions">
                <a class="button button-warning" href=number>{call}</a>
                {text_988}
            </p>
            <ol class="emergency-steps">{steps}</ol>
            {also_988}
        </section>
    }
}
