using Vql.AppHost.Topologies;

namespace Vql.AppHost.Stack;

/// <summary>
/// A file in the state folder that a shell can source, so that the command line reaches the stores of
/// the stack that runs. Readable by its owner only: it holds passwords.
/// </summary>
internal sealed class ConnectionFile(StateFolder state, Stores stores)
{
    public const string Name = "stack.env";

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        string[] lines =
        [
            $"export ConnectionStrings__{Stores.DatabaseName}='{await stores.Database.Resource.GetConnectionStringAsync(cancellationToken)}'",
            $"export ConnectionStrings__{Stores.SearchName}='{await stores.Search.Resource.GetConnectionStringAsync(cancellationToken)}'",
        ];
        await using var writer = state.CreatePrivate(Name);
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
    }
}
