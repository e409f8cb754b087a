export const metadata = {
  title: "Shop",
  icons: "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=",
};

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
