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
