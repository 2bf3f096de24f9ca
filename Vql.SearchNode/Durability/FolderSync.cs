using System.Runtime.InteropServices;

namespace Vql.SearchNode.Durability;

/// <summary>
/// Flushes the entries of a folder to disk. A new or renamed file survives a power failure only after that. .NET has no
/// method for it: https://github.com/dotnet/runtime/issues/71315
/// </summary>
internal static partial class FolderSync
{
    /// <summary>Flushes a folder. On Windows, the file system does this with the file.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the folder {folder}: error {Marshal.GetLastPInvokeError()}.");
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw new IOException($"Cannot flush the folder {folder} to disk: error {Marshal.GetLastPInvokeError()}.");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
