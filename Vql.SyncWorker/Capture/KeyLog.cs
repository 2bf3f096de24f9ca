using System.Text;
using Vql.Core.Fields;

namespace Vql.SyncWorker.Capture;

/// <summary>
/// The keys of a transaction that is streamed before its commit. They are stored in a temporary file, so that memory usage
/// does not depend on the size of the transaction.
/// </summary>
internal sealed class KeyLog : IDisposable
{
    private readonly FileStream _file;
    private readonly BinaryWriter _writer;

    public KeyLog()
    {
        var path = Path.Combine(Path.GetTempPath(), $"vql-keys-{Guid.NewGuid():N}");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        _writer = new BinaryWriter(_file, Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>Adds a row, a truncation or a trace.</summary>
    public void Add(Change change)
    {
        _writer.Write((byte)change.Kind);
        _writer.Write((byte)change.Entity);
        _writer.Write(change.Uuid);
    }

    /// <summary>Reads the added changes in their order, as changes of a transaction.</summary>
    public IEnumerable<Change> Read(uint transaction)
    {
        _writer.Flush();
        _file.Position = 0;
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        while (_file.Position < _file.Length)
        {
            var kind = (ChangeKind)reader.ReadByte();
            var entity = (Entity)reader.ReadByte();
            var uuid = reader.ReadString();
            yield return kind switch
            {
                ChangeKind.Row => Change.OfRow(entity, uuid, transaction),
                ChangeKind.Trace => Change.OfTrace(uuid, transaction),
                _ => Change.OfTable(entity, transaction),
            };
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }
}
