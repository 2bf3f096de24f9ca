using System.Security.Claims;
using Npgsql;
using Vql.Dashboard.Access;

namespace Vql.Dashboard.Data;

/// <summary>Runs the actions of operators. Each one is audited before it runs, so that no action is unrecorded.</summary>
internal sealed class AuditedActions(AuditTable audit, ILogger<AuditedActions> logger)
{
    /// <summary>Runs an action.</summary>
    /// <param name="context">The request of the operator.</param>
    /// <param name="action">The name of the action.</param>
    /// <param name="target">What it is applied to.</param>
    /// <param name="run">Runs it, and returns its outcome.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NpgsqlException">The database is unreachable or returns an error. The failure is recorded if possible.</exception>
    public async Task RunAsync(
        HttpContext context, string action, string target, Func<CancellationToken, Task<string>> run, CancellationToken cancellationToken)
    {
        var actor = AccessRegistration.ActorOf(context);
        var id = await audit.AddAsync(
            actor, context.User.FindFirstValue(ClaimTypes.Role)!, action, target, "started", cancellationToken);
        string outcome;
        try
        {
            outcome = await run(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            await audit.CompleteAsync(id, $"failed: {exception.Message}", CancellationToken.None);
            throw;
        }

        // The action has happened, so that its outcome is stored even if the caller has left.
        await audit.CompleteAsync(id, outcome, CancellationToken.None);
        Log.Acted(logger, actor, action, target, outcome);
    }
}
