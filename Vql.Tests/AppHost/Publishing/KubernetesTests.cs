using k8s;
using k8s.Models;

namespace Vql.Tests.AppHost.Publishing;

[Collection(PublishedCollection.Name)]
public sealed class KubernetesTests(PublishedFiles published)
{
    private static readonly string[] Hosts = ["api", "connectra", "ops", "sync-worker"];

    private List<object> Objects => [.. Directory.GetFiles(Path.Combine(published.Files.Folder, "kubernetes"), "*.yaml")
        .Where(file => Path.GetFileName(file) != "kustomization.yaml").Order()
        .SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true))];

    private IEnumerable<V1PodSpec> Pods => Objects.Select(PodOf).OfType<V1PodSpec>();

    [Fact]
    public void Manifests_AfterPublishing_AreValidAndNamedByTheKustomization()
    {
        var folder = Path.Combine(published.Files.Folder, "kubernetes");
        var files = Directory.GetFiles(folder, "*.yaml").Select(Path.GetFileName).Where(name => name != "kustomization.yaml").ToList();

        Assert.Equal(
            ["V1Deployment", "V1Deployment", "V1Deployment", "V1Deployment", "V1Job", "V1StatefulSet", "V1StatefulSet"],
            Objects.Where(document => PodOf(document) is not null).Select(document => document.GetType().Name).Order());
        var kustomization = published.Files.Text("kubernetes/kustomization.yaml");
        Assert.All(files, name => Assert.Contains($"  - {name}\n", kustomization, StringComparison.Ordinal));
    }

    [Fact]
    public void Hosts_WhileTheyRun_AreProbedOnTheirOwnPaths()
    {
        Assert.Equal(("/alive", "/health"), ProbesOf("api"));
        Assert.Equal(("/alive", "/ready"), ProbesOf("connectra"));
        // The operator's page reports an unavailable database, so it must stay reachable.
        Assert.Equal(("/alive", "/alive"), ProbesOf("ops"));
        // A standby has not synced, so its /health fails.
        Assert.Equal(("/alive", "/alive"), ProbesOf("sync-worker"));
    }

    [Fact]
    public void Worker_WithTwoReplicas_HasAStandby()
    {
        var worker = Deployment("sync-worker");

        Assert.Equal(2, worker.Spec.Replicas);
        Assert.Equal(["run"], worker.Spec.Template.Spec.Containers[0].Args);
        Assert.Single(Objects.OfType<V1PodDisruptionBudget>(), budget => budget.Metadata.Name == "sync-worker");
    }

    [Fact]
    public void Migration_BeforeHostsStart_RunsOnceAndIsWaitedFor()
    {
        var job = Assert.Single(Objects.OfType<V1Job>());

        Assert.Equal(["migrate"], job.Spec.Template.Spec.Containers[0].Args);
        Assert.Equal("OnFailure", job.Spec.Template.Spec.RestartPolicy);
        Assert.All(Hosts, host => Assert.Equal(["migrate"], Assert.Single(Deployment(host).Spec.Template.Spec.InitContainers).Args));
    }

    [Fact]
    public void Secrets_InEveryContainer_AreReferencesThatStandBeforeTheirUse()
    {
        var keys = Interpolation.ReadFile(published.Files.Text("kubernetes/secrets.env")).Keys;
        foreach (var container in Pods.SelectMany(pod => pod.Containers.Concat(pod.InitContainers ?? [])))
        {
            var known = new HashSet<string>();
            foreach (var variable in container.Env)
            {
                if (variable.ValueFrom is { } source)
                {
                    Assert.Equal("vql-secrets", source.SecretKeyRef.Name);
                    Assert.Contains(source.SecretKeyRef.Key, keys);
                    known.Add(variable.Name);
                }
                else if (variable.Value.Contains("Password=", StringComparison.Ordinal)
                    || variable.Value.Contains("elastic:", StringComparison.Ordinal))
                {
                    var name = variable.Value.Split("$(")[1].Split(')')[0];
                    Assert.Contains(name, known);
                }
            }
        }
    }

    [Fact]
    public void Pods_OfHosts_AreRestrictedAndBounded()
    {
        foreach (var pod in Pods)
        {
            // A service link would set ELASTICSEARCH_PORT, which is also a setting.
            Assert.False(pod.EnableServiceLinks);
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.All(pod.Containers, container =>
            {
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.Equal(["cpu", "memory"], container.Resources.Limits.Keys.Order());
                Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Order());
            });
        }

        Assert.All(Hosts, host =>
        {
            var pod = Deployment(host).Spec.Template.Spec;
            Assert.Equal(1654, pod.SecurityContext.RunAsUser);
            Assert.True(pod.Containers[0].SecurityContext.ReadOnlyRootFilesystem);
            Assert.Contains(pod.Containers[0].VolumeMounts, mount => mount.MountPath == "/tmp");
        });
    }

    [Fact]
    public void Services_OfHostsAndStores_SelectTheirPodsAndPorts()
    {
        var templates = Objects.OfType<V1Deployment>().Select(one => (one.Metadata.Name, one.Spec.Template))
            .Concat(Objects.OfType<V1StatefulSet>().Select(one => (one.Metadata.Name, one.Spec.Template)))
            .ToDictionary(one => one.Name, one => one.Template);
        Assert.Equal(templates.Keys.Order(), Objects.OfType<V1Service>().Select(service => service.Metadata.Name).Order());
        foreach (var service in Objects.OfType<V1Service>())
        {
            var template = templates[service.Metadata.Name];
            Assert.All(service.Spec.Selector, label => Assert.Equal(label.Value, template.Metadata.Labels[label.Key]));
            Assert.All(service.Spec.Ports, port => Assert.Contains(
                template.Spec.Containers[0].Ports, own => own.ContainerPort == port.Port && own.Name == port.TargetPort.Value));
        }
    }

    [Fact]
    public void Stores_AcrossRestarts_KeepTheirDataInClaims() =>
        Assert.All(Objects.OfType<V1StatefulSet>(), store => Assert.Equal(
            Assert.Single(store.Spec.VolumeClaimTemplates).Metadata.Name, store.Spec.Template.Spec.Containers[0].VolumeMounts[0].Name));

    private static V1PodSpec? PodOf(object document) => document switch
    {
        V1Deployment deployment => deployment.Spec.Template.Spec,
        V1StatefulSet store => store.Spec.Template.Spec,
        V1Job job => job.Spec.Template.Spec,
        _ => null,
    };

    private V1Deployment Deployment(string name) => Objects.OfType<V1Deployment>().Single(deployment => deployment.Metadata.Name == name);

    private (string Liveness, string Readiness) ProbesOf(string host)
    {
        var container = Deployment(host).Spec.Template.Spec.Containers[0];
        return (container.LivenessProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path);
    }
}
