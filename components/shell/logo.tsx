import { cn } from "@/components/ui/cn";

/** The mark: a key whose bit is two bars, one leaving, one arriving. */
export function LogoMark({ className }: { className?: string | undefined }) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className={cn("size-5 shrink-0", className)}>
      <rect width="24" height="24" rx="5.5" fill="#1b1d21" />
      <g fill="none" stroke="#e0b861" strokeWidth="2" strokeLinecap="round">
        <circle cx="8" cy="12" r="3.25" />
        <path d="M11.5 12h8" />
        <path d="M18.5 12.5v3" />
        <path d="M15 12.5v2" stroke="#8a9099" />
      </g>
    </svg>
  );
}

/** Mark and name, for pages without the shell. */
export function Logo({ className }: { className?: string | undefined }) {
  return (
    <span className={cn("inline-flex items-center gap-2.5 font-semibold text-[15px]", className)}>
      <LogoMark className="size-6" />
      Latchkey
    </span>
  );
}
