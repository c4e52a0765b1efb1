import { Circle, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

const MIN_CHARACTERS = 12;

/** What a password has to be, ticked off while it is typed. Whether it is a common one only the server knows. */
export function PasswordHelp({ password, email }: { password: string; email?: string | undefined }) {
  const characters = [...password].length;
  const rest = MIN_CHARACTERS - characters;
  const isEmail = password !== "" && password.toLowerCase() === email?.trim().toLowerCase();
  return (
    <span className="flex flex-col gap-0.5">
      <Rule met={rest <= 0}>
        {MIN_CHARACTERS} characters or more{characters > 0 && rest > 0 && `, ${rest} to go`}
      </Rule>
      {/* Only the server has the list, so nothing is ticked off here that may yet be refused. */}
      <span className={cn(isEmail && "text-o-ended-t")}>
        Not a common password{email !== undefined && ", not the e-mail"}.
      </span>
    </span>
  );
}

function Rule({ met, children }: { met: boolean; children: ReactNode }) {
  const Icon = met ? CircleCheck : Circle;
  return (
    <span className={cn("flex items-center gap-1.5", met && "text-ink-2")}>
      <Icon className="size-3.5" />
      <span>
        {children}
        {met && <span className="sr-only"> (met)</span>}
      </span>
    </span>
  );
}
