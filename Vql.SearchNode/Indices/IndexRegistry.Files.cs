using System.Text.Json.Nodes;
using Vql.SearchNode.Durability;

namespace Vql.SearchNode.Indices;

/// <content>The folders of the indices.</content>
internal sealed partial class IndexRegistry
{
    private const string StateFile = "index.json";

    /// <summary>The names of the indices whose disk was full or failed.</summary>
    public IEnumerable<string> Failed =>
        [.. _indices.Values.Where(index => index.Failure is not null).Select(index => index.State.Name),
            .. _unopened.Where(index => index.Value.IsOfDisk).Select(index => index.Key)];

    /// <summary>Opens an index again whose disk was full or failed.</summary>
    /// <exception cref="IOException">The disk is still full or fails.</exception>
    public void Reopen(string name)
    {
        lock (_changing)
        {
            if (_indices.TryGetValue(name, out var failed) && failed.Failure is not null)
            {
                _environment.Storage.Probe(failed.Folder);
                failed.Close();
                _indices[name] = new SearchIndex(failed.State, failed.Folder, _environment);
            }
            else if (_unopened.TryGetValue(name, out var unopened))
            {
                _environment.Storage.Probe(unopened.Folder);
                _indices[name] = new SearchIndex(ReadState(unopened.Folder), unopened.Folder, _environment);
                _unopened.TryRemove(name, out _);
            }
            else
            {
                return;
            }
        }

        Log.IndexReopened(_environment.Logger, name);
    }

    // One index that cannot be opened must not keep the others from being served.
    private void Open(string folder)
    {
        var name = Path.GetFileName(folder);
        try
        {
            var state = ReadState(folder);
            name = state.Name;
            _indices[name] = new SearchIndex(state, folder, _environment);
        }
        catch (Exception exception)
        {
            Log.IndexNotOpened(_environment.Logger, name, folder, exception);
            _unopened[name] = new UnopenedIndex(folder, exception.Message, exception is IOException and not LogCorruptedException);
        }
    }

    private static IndexState ReadState(string folder) =>
        IndexState.FromJson(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, StateFile)))!);

    private void Save(IndexState state) => AtomicFile.Write(Path.Combine(FolderOf(state), StateFile), state.ToJson().ToJsonString());

    private void Remove(string name)
    {
        // The state file is deleted first: without it, the next start removes the rest of the folder.
        if (_indices.TryRemove(name, out var index))
        {
            File.Delete(Path.Combine(index.Folder, StateFile));
            index.Close();
            Directory.Delete(index.Folder, recursive: true);
        }
        else if (_unopened.TryRemove(name, out var unopened))
        {
            File.Delete(Path.Combine(unopened.Folder, StateFile));
            Directory.Delete(unopened.Folder, recursive: true);
        }
    }

    private string FolderOf(IndexState state) => Path.Combine(Folder, "indices", state.Uuid);

    /// <param name="Folder">The folder of the index.</param>
    /// <param name="Reason">Why it cannot be opened.</param>
    /// <param name="IsOfDisk">Whether the disk was full or failed, so that it may be opened later.</param>
    private sealed record UnopenedIndex(string Folder, string Reason, bool IsOfDisk);
}
