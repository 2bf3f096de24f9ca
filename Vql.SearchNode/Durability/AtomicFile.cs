namespace Vql.SearchNode.Durability;

/// <summary>Files that are either the old or the new version, whenever the node is killed.</summary>
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
