/* The nouns of starting a plan, as tsc reads them; the browser never loads this file. */
import type { Feature, Polygon, MultiPolygon } from "geojson";
import type { Finding, Role, Version } from "./types";

export interface UploadLayer {
  name: string; role: string; rows: number | null; geometry: string; crs: string;
  columns: { header: string; means: string }[]; unused: string[]; problem: string | null;
}

/** What POST /uploads answers. */
export interface Upload {
  id: string; name: string; size: number; kind: string; holds: "input" | "plan" | "rules";
  layers: UploadLayer[]; findings: Finding[];
}

/** A file that was chosen, on its way or looked at. */
export interface Sent {
  file: File; share: number; upload: Upload | null; problem: string | null;
  /** What each layer is used for; "" for nothing. */
  roles: string[];
}

export interface Band { fewest: number; most: number; target: number }

/** One of what GET /presets answers. */
export interface Preset {
  name: string; title: Record<string, string>;
  levels: { name: string; label: Record<string, string>; mode: Record<string, string>; bands: Record<string, Band> }[];
}

export type Village = Feature<Polygon | MultiPolygon, { code: string; name: string; kind: string; households: number }>;

/** What POST /readings answers. */
export interface Reading {
  problem: { text: string; datum: string | Record<string, string> | null } | null;
  tables: Record<string, number>; rows: number | null; households: number | null;
  refused: number | null; doubtful: number | null; placed: number | null; inside: number | null;
  crs: string; findings: Finding[]; points: [number, number][]; communities: Village[] | null;
}

export interface Draft {
  /** The version that is redrawn; null for a new plan. */
  parent: Version | null;
  /** What a list is whose ids are not those of the version: "", or as `new_ids` of a redraw. */
  newIds: string;
  /** Whether the list is of some villages alone. */
  isPartial: boolean;
  sent: Sent[];
  /** What columns mean that their headers do not tell. */
  columns: Record<string, string>;
  datum: string | Record<string, string>; crs: string;
  preset: string;
  /** Bands other than those of the preset, by kind of community. */
  bands: Record<string, Band>;
  name: string;
  reading: Reading | null;
  /** Why nothing could be read, in words. */
  unread: string;
  isReading: boolean;
}

/** What is put together before a division is ordered. */
export interface Desk {
  get(): Draft;
  set(partial: Partial<Draft>): void;
  on(names: (keyof Draft)[], fn: (draft: Draft) => void): void;
}

export interface JobStatus { jobID: string; status: string; message: string; progress: number }

/** What GET /jobs/{id}/events tells. */
export interface JobEvent {
  at: string; state?: string; stage?: string; community?: string; done?: number; of?: number;
}

export interface Preview {
  show(reading: Reading | null): void;
  /** Paint a community as divided. */
  paint(code: string): void;
  clear(): void;
  resize(): void;
}

export type { Finding, Role };
