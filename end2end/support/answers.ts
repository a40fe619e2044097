import type { Answers } from "../pages/questions";
import { daysAgo } from "./people";

/** What somebody answers who has trouble with erections and nothing else. */
export const erections = {
  condition: "Trouble with erections",
  answers: (changes: Answers = {}): Answers => ({
    "When you are turned on, how often does your penis get hard enough for sex?": "Now and then",
    "How often does it stay hard until you are done?": "About half the time",
    "How much does this bother you?": "A lot",
    "How long have you had this problem?": "More than 1 year",
    "How did it start?": "Slowly, over time",
    "Do you still wake up with an erection sometimes?": "Yes",
    "Can you climb two flights of stairs at a steady pace, with no chest pain and no stop for breath?": "Yes",
    "Do you have a blood pressure reading from the past 6 months?": "Yes",
    "Upper number": "122",
    "Lower number": "78",
    "Date of the reading": daysAgo(12),
    "What would help you most?": "Staying hard longer",
    "How would you like to take a medicine?": "Only before sex",
    "Is there a medicine that you would prefer?": "Sildenafil 50 mg tablets",
    "Which pharmacy should get your prescription?": "Corner Drugs, 94607",
    ...changes,
  }),
};

/** What somebody answers who loses hair and is healthy otherwise. */
export const hair = {
  condition: "Hair loss",
  /** The photos that are asked for, in order. */
  views: [
    "Front hairline",
    "Left temple",
    "Right temple",
    "Crown from above",
    "Part in the middle, from above",
    "Close-up of the thin area",
  ],
  answers: (changes: Answers = {}): Answers => ({
    "How long have you been losing hair?": "More than 1 year",
    "How did it start?": "Slowly, over months or years",
    "Do your parents, grandparents, brothers or sisters have thinning hair?": "Yes",
    "Which of these fits best?": "My hairline or temples are moving back",
    "Which of these fit you?": "None of these: I cannot become pregnant",
    "What would help you most?": "Keeping the hair I have",
    "Is there a medicine that you would prefer?": "Finasteride 1 mg tablets",
    "Which pharmacy should get your prescription?": "Corner Drugs, 94607",
    ...changes,
  }),
};

/** What somebody answers who has mild acne on the face and nothing else. */
export const acne = {
  condition: "Acne",
  /** The photos that are asked for, in order. */
  views: ["Face from the front", "Face from the left", "Face from the right"],
  answers: (changes: Answers = {}): Answers => ({
    "How long have you had acne?": "More than 1 year",
    "Which of these is most like your skin now?": "A few blackheads, whiteheads or small pimples",
    "Where do you have acne?": "On my face or neck",
    "Which of these fits you?": "I cannot become pregnant",
    "What would help you most?": "Fewer pimples",
    "Is there a medicine that you would prefer?": "Adapalene 0.1% gel",
    "Which pharmacy should get your prescription?": "Corner Drugs, 94607",
    ...changes,
  }),
};

/** What somebody answers whose acne leaves scars, who could become pregnant and keeps to iPLEDGE. */
export const scars = {
  condition: "Isotretinoin for severe acne",
  answers: (changes: Answers = {}): Answers => ({
    "Which of these fit your acne?": ["Deep, painful lumps", "It leaves scars"],
    "Are you enrolled in iPLEDGE?": "Yes",
    "Which of these fit you?": "I could become pregnant, also if I use birth control",
    "Do you use two kinds of birth control at the same time?": "Yes",
    "Have you had two negative pregnancy tests before the first capsule of this course?": "Yes",
    "Have you had a pregnancy test in the past 7 days?": "Yes",
    "Date of the pregnancy test": daysAgo(2),
    "What was its result?": "Negative: not pregnant",
    "How much do you weigh?": "150",
    "Do you have blood tests of fats and liver from the past 3 months?": "Yes",
    Triglycerides: "110",
    "Date of the triglycerides test": daysAgo(9),
    ALT: "25",
    "Date of the ALT test": daysAgo(9),
    "Which pharmacy should get your prescription?": "Corner Drugs, 94607",
    ...changes,
  }),
};

/** What somebody answers over 40 whose two morning tests show low testosterone, and who is healthy otherwise. */
export const lowTestosterone = {
  condition: "Low testosterone",
  /** The page that asks for the reports. */
  reports: "Send the reports of your blood tests",
  answers: (changes: Answers = {}): Answers => ({
    "Which of these have you noticed?": ["Much less interest in sex", "Much less energy"],
    "Do you have the results of two testosterone blood tests?": "Yes, two or more",
    "The latest total testosterone": "245",
    "Date of the latest test": daysAgo(20),
    "The one before it": "260",
    "Date of the test before it": daysAgo(50),
    "Were the two tests on two different days?": "Yes",
    "Was your blood taken early in the morning both times?": "Yes",
    "Do you have a hematocrit result from the past 6 months?": "Yes",
    Hematocrit: "45",
    "Date of the blood count": daysAgo(20),
    "Do you have a PSA result from the past year?": "Yes",
    PSA: "0.9",
    "Date of the PSA test": daysAgo(20),
    "Do you have a blood pressure reading from the past 30 days?": "Yes",
    "Upper number": "122",
    "Lower number": "78",
    "Date of the reading": daysAgo(12),
    "How often would you like to inject?": "A smaller dose once a week",
    "Who would give the injection?": "I would, after being shown how",
    "Which pharmacy should get your prescription?": "Corner Drugs, 94607",
    ...changes,
  }),
};
