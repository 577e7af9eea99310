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
        { property: "captureStream" },
      ],
      "no-restricted-globals": ["error", "MediaRecorder", "ImageCapture", "RTCPeerConnection", "event", "name"],
      "no-restricted-syntax": [
        "error",
        { selector: "AssignmentExpression > MemberExpression.left[property.name=/^(inner|outer)HTML$/]", message: "build elements, never markup" },
      ],
    },
  },
);
