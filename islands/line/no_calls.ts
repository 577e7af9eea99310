// Takes away what could carry a picture out of a page that makes no calls: the policy of a page does not stop WebRTC.

for (const way of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "MediaRecorder", "ImageCapture"]) {
  Reflect.deleteProperty(globalThis, way);
}
