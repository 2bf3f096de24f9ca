namespace Vql.SearchNode.Durability;

/// <summary>Replaces files atomically: after a crash, a file has either its old or its new content.</summary>
internal static class AtomicFile
{
    public static void Write(string path, string content)
    {
        var next = path + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
