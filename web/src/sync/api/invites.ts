/** Invites, as who has their code sees them. */
import type { Api } from "../api.ts";

export interface InvitePreview {
  readonly room_name: string;
  readonly member_count: number;
}

export function previewInvite(api: Api, code: string): Promise<InvitePreview> {
  return api.get(`/invites/${encodeURIComponent(code)}`);
}

/** Join the room that the invite is to. Joining twice is joining once. */
export async function acceptInvite(api: Api, code: string): Promise<number> {
  return (await api.post<{ id: number }>(`/invites/${encodeURIComponent(code)}`, {})).id;
}
