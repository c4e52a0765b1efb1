import {
  Ban,
  CalendarX2,
  CircleCheck,
  CirclePause,
  CircleQuestionMark,
  Coins,
  Gauge,
  Lock,
  type LucideIcon,
  MapPinOff,
} from "lucide-react";
import type { VerificationCode } from "@/lib/verify/codes";

export interface OutcomeLook {
  icon: LucideIcon;
  /** Tells the members of a family apart where they are drawn. */
  mark: "solid" | "hatched" | "outlined";
  /** Classes: `text` writes, `colour` draws (as `color`, for `currentColor` marks), `tint` lies behind text. */
  text: string;
  colour: string;
  tint: string;
  /** In a few words. */
  means: string;
}

const family = {
  valid: { text: "text-o-valid-t", colour: "text-o-valid", tint: "bg-o-valid-s" },
  limited: { text: "text-o-limited-t", colour: "text-o-limited", tint: "bg-o-limited-s" },
  credits: { text: "text-o-credits-t", colour: "text-o-credits", tint: "bg-o-credits-s" },
  forbidden: { text: "text-o-forbidden-t", colour: "text-o-forbidden", tint: "bg-o-forbidden-s" },
  ended: { text: "text-o-ended-t", colour: "text-o-ended", tint: "bg-o-ended-s" },
  unknown: { text: "text-o-unknown-t", colour: "text-o-unknown", tint: "bg-o-unknown-s" },
};

/** How each outcome looks. Colour never stands alone: always with the icon or the code. */
export const OUTCOMES: Record<VerificationCode, OutcomeLook> = {
  VALID: { ...family.valid, icon: CircleCheck, mark: "solid", means: "Allowed" },
  NOT_FOUND: { ...family.unknown, icon: CircleQuestionMark, mark: "solid", means: "Unknown; says no more" },
  REVOKED: { ...family.ended, icon: Ban, mark: "solid", means: "Ended for good" },
  DISABLED: { ...family.ended, icon: CirclePause, mark: "hatched", means: "Switched off, can come back" },
  EXPIRED: { ...family.ended, icon: CalendarX2, mark: "outlined", means: "Past its date, or retired" },
  FORBIDDEN_IP: { ...family.forbidden, icon: MapPinOff, mark: "hatched", means: "Address not in the list" },
  INSUFFICIENT_PERMISSIONS: {
    ...family.forbidden,
    icon: Lock,
    mark: "solid",
    means: "Lacks one; says which",
  },
  RATE_LIMITED: { ...family.limited, icon: Gauge, mark: "solid", means: "Over a limit; says which" },
  CREDITS_EXHAUSTED: { ...family.credits, icon: Coins, mark: "solid", means: "None left; says the refill" },
};

/** From the axis up in a chart, and from the left in a legend. */
export const OUTCOME_ORDER: readonly VerificationCode[] = [
  "VALID",
  "RATE_LIMITED",
  "CREDITS_EXHAUSTED",
  "INSUFFICIENT_PERMISSIONS",
  "FORBIDDEN_IP",
  "EXPIRED",
  "DISABLED",
  "REVOKED",
  "NOT_FOUND",
];
