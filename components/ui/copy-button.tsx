"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, type ButtonStyle, IconButton } from "./button";

/** Puts text on the clipboard; without a secure context (plain HTTP on a LAN) through a selection. Says whether it worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.style.position = "fixed";
    area.style.opacity = "0";
    // Inside an open dialog the page behind is inert, so the area has to stand where the focus is.
    (document.activeElement?.parentElement ?? document.body).append(area);
    const before = document.activeElement;
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (before instanceof HTMLElement) before.focus();
    return copied;
  }
}

export interface CopyButtonProps extends ButtonStyle {
  /** What is copied. */
  text: string;
  /** “Copy secret”. With `iconOnly` it is the accessible name. */
  label?: string | undefined;
  iconOnly?: boolean | undefined;
  /** Called once the text is on the clipboard. */
  onCopied?: (() => void) | undefined;
  className?: string | undefined;
  autoFocus?: boolean | undefined;
}

/** Copies, and says so for two seconds. */
export function CopyButton({
  text,
  label = "Copy",
  iconOnly,
  onCopied,
  className,
  autoFocus,
  variant = iconOnly ? "ghost" : "secondary",
  size,
}: CopyButtonProps) {
  const [said, setSaid] = useState<"copied" | "failed" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const press = async () => {
    const copied = await copyText(text);
    setSaid(copied ? "copied" : "failed");
    if (copied) onCopied?.();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaid(null), 2000);
  };
  const icon = said === "copied" ? <Check /> : <Copy />;
  const words = said === "copied" ? "Copied" : said === "failed" ? "Select and copy it by hand" : label;
  return (
    <>
      {iconOnly ? (
        <IconButton
          icon={icon}
          label={label}
          variant={variant}
          size={size}
          onClick={press}
          className={className}
        />
      ) : (
        <Button
          icon={icon}
          variant={variant}
          size={size}
          onClick={press}
          className={className}
          autoFocus={autoFocus}
        >
          {words}
        </Button>
      )}
      <span role="status" className="sr-only">
        {said && words}
      </span>
    </>
  );
}
