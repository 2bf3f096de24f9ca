using Lucene.Net.Store;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace Vql.SearchNode.Durability;

/// <summary>The files of an index. Tests derive from it to have the disk fail.</summary>
internal class IndexStorage
{
    private const string ProbeFile = "probe";
    private const int ProbeBytes = 1 << 20;

    /// <summary>Opens the folder of Lucene's files.</summary>
    public virtual LuceneDirectory OpenLucene(string folder) => FSDirectory.Open(folder);

    /// <summary>Creates a file of the write-ahead log.</summary>
    public virtual LogFile CreateLog(string path) => new(path);

    /// <summary>Checks that a folder can be written to.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public virtual void Probe(string folder)
    {
        var path = Path.Combine(folder, ProbeFile);
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            file.Write(new byte[ProbeBytes]);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
