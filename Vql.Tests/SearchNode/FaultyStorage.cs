using Lucene.Net.Store;
using Vql.SearchNode.Durability;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace Vql.Tests.SearchNode;

/// <summary>Storage that simulates disk failures.</summary>
internal sealed class FaultyStorage : IndexStorage
{
    /// <summary>Whether flushes of the log fail.</summary>
    public bool FailsLogs { get; set; }

    /// <summary>Whether Lucene cannot create files.</summary>
    public bool FailsSegments { get; set; }

    public override LuceneDirectory OpenLucene(string folder) => new FaultyDirectory(this, base.OpenLucene(folder));

    public override LogFile CreateLog(string path) => FailsLogs ? throw Fault() : new FaultyLog(this, path);

    public override void Probe(string folder)
    {
        if (FailsLogs || FailsSegments)
        {
            throw Fault();
        }

        base.Probe(folder);
    }

    private static IOException Fault() => new("No space left on device", hresult: 28);

    private sealed class FaultyLog(FaultyStorage storage, string path) : LogFile(path)
    {
        public override void FlushToDisk()
        {
            if (storage.FailsLogs)
            {
                throw Fault();
            }

            base.FlushToDisk();
        }
    }

    private sealed class FaultyDirectory(FaultyStorage storage, LuceneDirectory inner) : FilterDirectory(inner)
    {
        public override IndexOutput CreateOutput(string name, IOContext context) =>
            storage.FailsSegments ? throw Fault() : base.CreateOutput(name, context);
    }
}
