import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["islands/wire.ts"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A camera frame never becomes data (S6; principle 5): the calls that would make it so are not used here.
      "no-restricted-properties": [
        "error",
        { property: "toDataURL" },
        { property: "toBlob" },
        { property: "convertToBlob" },
        { property: "getImageData" },
        { property: "captureStream" },
      ],
      "no-restricted-globals": ["error", "MediaRecorder", "ImageCapture", "RTCPeerConnection", "VideoFrame", "MediaStreamTrackProcessor", "event", "name"],
      "no-restricted-syntax": [
        "error",
        { selector: "AssignmentExpression > MemberExpression.left[property.name=/^(inner|outer)HTML$/]", message: "build elements, never markup" },
      ],
    },
  },
  {
    // The two reviewed files that see a picture: one hands it to the worker, the other takes its numbers and forgets it.
    files: ["islands/sensing/face_loop.ts", "islands/sensing/faces.worker.ts"],
    rules: { "no-restricted-properties": ["error", { property: "toDataURL" }, { property: "convertToBlob" }], "no-restricted-globals": "off" },
  },
);
