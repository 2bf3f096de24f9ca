namespace Vql.AppHost.Stack;

/// <summary>The names of the resources, as the dashboard, the commands, and service discovery use them.</summary>
internal static class ResourceNames
{
    public const string Api = "api";
    public const string Connectra = "connectra";
    public const string FirstLoad = "first-load";
    public const string Ops = "ops";
    public const string Postgres = "postgres";
    public const string SearchNode = "search-node";
    public const string SyncWorker = "sync-worker";
}
