"use client";

import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { cn } from "./cn";

const button = cva(
  [
    "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border font-medium",
    "transition-colors [&_svg]:shrink-0",
    "disabled:border-line disabled:bg-inset disabled:text-ink-3",
  ],
  {
    variants: {
      /** One primary per view. `danger` is text, `danger-solid` stands only in the dialog that asks. */
      variant: {
        primary:
          "border-brass-edge bg-brass text-on-brass hover:enabled:bg-brass-hover [a&]:hover:bg-brass-hover data-popup-open:bg-brass-hover",
        secondary:
          "border-line-2 bg-surface text-ink hover:enabled:bg-hover [a&]:hover:bg-hover data-popup-open:bg-hover",
        ghost:
          "border-transparent bg-transparent text-ink-2 hover:enabled:bg-hover hover:enabled:text-ink [a&]:hover:bg-hover [a&]:hover:text-ink data-popup-open:bg-hover data-popup-open:text-ink disabled:border-transparent disabled:bg-transparent",
        danger: "border-line-2 bg-surface text-o-ended-t hover:enabled:bg-o-ended-s [a&]:hover:bg-o-ended-s",
        "danger-solid":
          "border-danger bg-danger text-on-danger hover:enabled:border-danger-hover hover:enabled:bg-danger-hover",
      },
      /** 24 in rows, 28 in toolbars, 32 in forms and page headers (28, 36, 36 on a narrow screen). */
      size: {
        s: "h-(--control-s) rounded-sm px-2 text-label [&_.lucide]:size-3.5",
        m: "h-(--control-m) px-2.5 text-body",
        l: "h-(--control-l) px-3 text-body",
      },
    },
    defaultVariants: { variant: "secondary", size: "l" },
  },
);

export type ButtonStyle = VariantProps<typeof button>;

interface Parts {
  /** A lucide icon before the label: `<Plus />`. It takes its size from here. */
  icon?: ReactNode;
  /** A key hint after the label (`<Kbd>`), or another trailing mark. */
  after?: ReactNode;
}

export interface ButtonProps extends ComponentProps<"button">, ButtonStyle, Parts {
  /** Shows a spinner and ignores presses, but keeps the focus. */
  loading?: boolean | undefined;
}

/** A button; `type="button"` unless said otherwise. */
export function Button({
  variant,
  size,
  icon,
  after,
  loading,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (loading) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={loading ? true : rest["aria-disabled"]}
      aria-busy={loading || undefined}
      onClick={press}
      className={cn(button({ variant, size }), className)}
    >
      {loading ? <Spinner /> : icon}
      {children}
      {after}
    </button>
  );
}

export interface ButtonLinkProps extends ComponentProps<typeof Link>, ButtonStyle, Parts {}

/** A link that looks like a button. */
export function ButtonLink({ variant, size, icon, after, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link prefetch={false} {...rest} className={cn(button({ variant, size }), className)}>
      {icon}
      {children}
      {after}
    </Link>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, "children" | "icon" | "after"> {
  icon: ReactNode;
  /** What it does; the accessible name. Wrap in `<Tooltip>` where the icon alone may puzzle. */
  label: string;
}

/** A square button of one icon; ghost unless said otherwise. */
export function IconButton({
  icon,
  label,
  variant = "ghost",
  size,
  loading,
  className,
  ...rest
}: IconButtonProps) {
  const width = size === "s" ? "w-(--control-s)" : size === "m" ? "w-(--control-m)" : "w-(--control-l)";
  return (
    <Button
      aria-label={label}
      {...rest}
      variant={variant}
      size={size}
      loading={loading}
      className={cn("px-0", width, className)}
    >
      {!loading && icon}
    </Button>
  );
}

/** A quiet arc; stands where an icon stood. */
export function Spinner({ className }: { className?: string | undefined }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      className={cn("animate-spin", className)}
    >
      <path
        d="M8 1.75a6.25 6.25 0 1 1-6.1 4.9"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
    </svg>
  );
}
