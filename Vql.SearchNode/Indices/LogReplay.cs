using System.Globalization;
using Lucene.Net.Index;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Durability;
using Vql.SearchNode.Mappings;

namespace Vql.SearchNode.Indices;

/// <summary>Applies the operations of a log since the last commit of its index.</summary>
internal static class LogReplay
{
    private const string GenerationKey = "log_generation";
    private const string SequenceKey = "max_seq_no";

    /// <summary>Returns the data of a commit, with which the next start finds the operations that the commit lacks.</summary>
    /// <param name="generation">The first generation of the log that the commit does not contain.</param>
    /// <param name="sequence">The highest sequence number that was assigned.</param>
    public static IDictionary<string, string> CommitData(long generation, long sequence) => new Dictionary<string, string>
    {
        [GenerationKey] = generation.ToString(CultureInfo.InvariantCulture),
        [SequenceKey] = sequence.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Applies the operations.</summary>
    /// <param name="writer">The Lucene index.</param>
    /// <param name="log">The log.</param>
    /// <param name="versions">Receives the versions of the documents.</param>
    /// <param name="mapping">The mapping of the index.</param>
    /// <param name="repairs">Whether to skip entries that cannot be read.</param>
    /// <param name="report">Receives the path of a file and the number of bytes in it that are dropped.</param>
    /// <returns>The highest sequence number.</returns>
    /// <exception cref="LogCorruptedException">Acknowledged operations cannot be read.</exception>
    public static long Run(
        IndexWriter writer, WriteAheadLog log, VersionMap versions, IndexMapping mapping, bool repairs, Action<string, long> report)
    {
        var last = Read(writer, SequenceKey, defaultValue: -1);
        foreach (var entry in log.ReadFrom(Read(writer, GenerationKey, defaultValue: 0), repairs, report))
        {
            var term = new Term(LuceneDocument.Id, entry.Id);
            var sequence = entry.SequenceNumber ?? last + 1;
            last = Math.Max(last, sequence);
            if (entry.IsDeletion)
            {
                writer.DeleteDocuments(term);
            }
            else
            {
                var document = LuceneDocument.Read(mapping, entry.Id, entry.Source, isAccepted: true);
                writer.UpdateDocument(term, document.WithVersion(entry.Version, sequence), mapping.Analyzer);
            }

            versions.Set(entry.Id, entry.Version, sequence, entry.IsDeletion);
        }

        return last;
    }

    private static long Read(IndexWriter writer, string key, long defaultValue) =>
        writer.CommitData.TryGetValue(key, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : defaultValue;
}
