// Asks for the camera, and says in one word what keeps it from giving a picture.

export type Trouble = "refused" | "no_camera" | "busy" | "lost";

/** A camera that can be chosen; the browser gives its name only once it may use a camera. */
export interface Camera {
  id: string;
  name: string | null;
}

// A mirror needs to be quick more than it needs to be sharp: asked for, never demanded.
const WANTED: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 60 } };

/** Gives the picture of this camera, or of any when none is named or the named one is gone. Throws as the browser does. */
export async function openCamera(id: string | null): Promise<MediaStream> {
  if (id === null) return navigator.mediaDevices.getUserMedia({ audio: false, video: WANTED });
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...WANTED, deviceId: { exact: id } } });
  } catch (error) {
    if (error instanceof DOMException && error.name === "OverconstrainedError") return openCamera(null);
    throw error;
  }
}

/** The cameras that the browser tells of; none when it tells nothing. */
export async function listCameras(): Promise<Camera[]> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices
      .filter((device) => device.kind === "videoinput")
      .map((device) => ({ id: device.deviceId, name: device.label === "" ? null : device.label }));
  } catch {
    return [];
  }
}

/** Says what kept the camera from opening. */
export function troubleOf(error: unknown): Trouble {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "no_camera"; // NotFoundError, and browsers that know of no cameras at all
  }
}

/** Lets go of the camera: its light goes out. */
export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Tells when the picture stops by itself (`ended`: unplugged or taken back; `muted`: held up) and when it is back. */
export function watchPicture(stream: MediaStream, told: { ended(): void; muted(isMuted: boolean): void }): void {
  for (const track of stream.getVideoTracks()) {
    track.addEventListener("ended", () => {
      told.ended();
    });
    track.addEventListener("mute", () => {
      told.muted(true);
    });
    track.addEventListener("unmute", () => {
      told.muted(false);
    });
  }
}

/** Calls when it is worth asking again: a camera came or went, or the permission was changed. */
export async function watchCameras(changed: () => void): Promise<void> {
  navigator.mediaDevices.addEventListener("devicechange", changed);
  try {
    const permission = await navigator.permissions.query({ name: "camera" });
    permission.addEventListener("change", changed);
  } catch {
    // a browser that does not tell of this permission: the patient presses Try again
  }
}
